{#-
language = "bash"
kind = "commands"
purpose = "looks for newer versions and installs them"
run = "walk"
-#}
uv sync --upgrade
