{#-
language = "bash"
kind = "commands"
purpose = "removes the versions that were installed, and the link"
run = "walk"
-#}
rm -r releases current
