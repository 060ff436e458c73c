{#-
language = "bash"
kind = "commands"
purpose = "installs what the script needs into an environment of its own, and runs it"
run = "walk"
-#}
uv run report.py
