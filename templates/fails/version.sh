{#-
language = "bash"
kind = "commands"
purpose = "sets the version in pyproject.toml"
run = "walk"
-#}
uv version {{ package.version | shell }}
