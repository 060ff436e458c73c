{#-
language = "bash"
kind = "commands"
purpose = "asks with a token that GitLab does not know"
run = "walk"
exit = 1
-#}
{{ password_variable.pdm_source | text }}=not-a-token pdm lock
