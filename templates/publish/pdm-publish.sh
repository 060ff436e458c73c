{#-
language = "bash"
kind = "commands"
purpose = "uploads what is in dist/"
run = "walk"
-#}
pdm publish --no-build
