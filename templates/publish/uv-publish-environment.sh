{#-
language = "bash"
kind = "commands"
purpose = "uploads what is in dist/, with address and token from the environment"
run = "walk"
-#}
uv publish
