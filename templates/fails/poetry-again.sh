{#-
language = "bash"
kind = "commands"
purpose = "asks Poetry for the package, which the project already has"
run = "walk"
-#}
poetry add --source {{ poetry.repository | shell }} {{ value.package | shell }}
