{#-
language = "bash"
kind = "commands"
purpose = "makes the environment anew"
run = "walk"
-#}
hatch env remove default
hatch run python -c "import {{ value.package | module | shell }}"
