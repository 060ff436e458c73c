{#-
language = "bash"
kind = "commands"
purpose = "uploads what is in dist/"
run = "walk"
-#}
poetry publish --repository {{ poetry.repository | shell }}
