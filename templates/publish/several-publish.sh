{#-
language = "bash"
kind = "commands"
purpose = "publishes all that is in dist/"
run = "walk"
-#}
uv publish
