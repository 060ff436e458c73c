{#-
language = "bash"
kind = "commands"
purpose = "adds the package to the project and installs it"
run = "walk"
-#}
poetry add --source {{ poetry.repository | shell }} {{ value.package | shell }}
