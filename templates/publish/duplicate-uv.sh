{#-
language = "bash"
kind = "commands"
purpose = "uploads the same files again"
run = "walk"
exit = 2
-#}
uv publish
