{#-
language = "bash"
kind = "commands"
purpose = "makes the environment, installs into it, and runs a command in it"
run = "walk"
-#}
hatch run python -c "import {{ value.package | module | shell }}"
