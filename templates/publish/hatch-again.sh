{#-
language = "bash"
kind = "commands"
purpose = "uploads a file that GitLab has"
run = "walk"
exit = 1
-#}
hatch publish
