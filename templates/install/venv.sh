{#-
language = "bash"
kind = "commands"
purpose = "makes a virtual environment and enters it"
run = "walk"
-#}
python3 -m venv .venv
. .venv/bin/activate
