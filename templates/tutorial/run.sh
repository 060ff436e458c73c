{#-
language = "bash"
kind = "commands"
purpose = "runs the colleague's program"
run = "walk"
-#}
uv run main.py
