{#-
language = "bash"
kind = "commands"
purpose = "lists the files in each wheel, with their sizes"
run = "walk"
-#}
for wheel in dist/*.whl; do python3 -m zipfile --list "$wheel"; done
