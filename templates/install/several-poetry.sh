{#-
language = "bash"
kind = "commands"
purpose = "adds each package from its source and installs it"
run = "walk"
-#}
poetry add --source {{ poetry.repository | shell }} {{ value.package | shell }}
poetry add --source {{ uv.other_index | shell }} {{ value.other_package | shell }}
