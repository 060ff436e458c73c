{#-
language = "bash"
kind = "commands"
purpose = "builds the sdist and the wheel into dist/"
run = "walk"
-#}
poetry build
