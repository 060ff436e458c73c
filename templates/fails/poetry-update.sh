{#-
language = "bash"
kind = "commands"
purpose = "takes the newest version that pyproject.toml allows"
run = "walk"
-#}
poetry update {{ value.package | shell }}
