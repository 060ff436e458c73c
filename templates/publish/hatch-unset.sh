{#-
language = "bash"
kind = "commands"
purpose = "uploads without a token, and without asking for one"
run = "walk"
exit = 1
-#}
env -u {{ password_variable.hatch | text }} hatch publish --no-prompt
