{#-
language = "bash"
kind = "commands"
purpose = "adds the package that the first one needs to the project, from GitLab"
run = "walk"
-#}
poetry add --source {{ poetry.repository | shell }} {{ open.private_package | shell }}
