{#-
language = "bash"
kind = "commands"
purpose = "asks with a token that GitLab does not know"
run = "walk"
exit = 1
-#}
{{ password_variable.poetry | text }}=not-a-token poetry add --source {{ poetry.repository | shell }} {{ value.package | shell }}@latest
