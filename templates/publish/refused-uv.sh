{#-
language = "bash"
kind = "commands"
purpose = "uploads with a token that GitLab does not know"
run = "walk"
exit = 2
-#}
{{ password_variable.uv_publish | text }}=not-a-token uv publish
