{#-
language = "bash"
kind = "commands"
purpose = "uploads without a token"
run = "walk"
exit = 1
-#}
env -u {{ password_variable.pdm_publish | text }} pdm publish --no-build
