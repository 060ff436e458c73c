{#-
language = "bash"
kind = "commands"
purpose = "makes the environment and installs into it"
run = "walk"
-#}
hatch env create
