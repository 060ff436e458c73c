{#-
language = "bash"
kind = "commands"
purpose = "uploads with a token that GitLab does not know"
run = "walk"
exit = 1
-#}
{{ password_variable.pdm_publish | text }}=not-a-token pdm publish --no-build
