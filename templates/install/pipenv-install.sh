{#-
language = "bash"
kind = "commands"
purpose = "locks and installs what the Pipfile names"
run = "walk"
-#}
pipenv install
