{#-
language = "bash"
kind = "commands"
purpose = "installs what the lockfile names"
run = "walk"
-#}
uv sync
