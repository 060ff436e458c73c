{#-
language = "bash"
kind = "commands"
purpose = "uploads the same files again"
run = "walk"
exit = 1
-#}
twine upload --verbose dist/*
