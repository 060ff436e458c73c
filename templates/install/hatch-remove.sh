{#-
language = "bash"
kind = "commands"
purpose = "deletes the environment"
run = "walk"
-#}
hatch env remove default
