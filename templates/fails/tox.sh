{#-
language = "bash"
kind = "commands"
purpose = "makes the environment and runs the command"
run = "walk"
exit = [2]
-#}
tox run
