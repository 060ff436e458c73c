{#-
language = "bash"
kind = "commands"
purpose = "makes the environment anew"
run = "walk"
-#}
hatch env remove default
hatch env create
