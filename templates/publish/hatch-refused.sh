{#-
language = "bash"
kind = "commands"
purpose = "uploads with a token that GitLab does not know"
run = "walk"
exit = 1
-#}
{{ password_variable.hatch | text }}=not-a-token hatch publish
