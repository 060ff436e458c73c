{#-
language = "bash"
kind = "commands"
purpose = "uploads with a token that GitLab does not know"
run = "walk"
exit = 1
-#}
{{ password_variable.poetry | text }}=not-a-token poetry publish --repository {{ poetry.repository | shell }}
