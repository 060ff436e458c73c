{#-
language = "bash"
kind = "commands"
purpose = "lists the variables that tox passes on"
run = "walk"
-#}
tox config -e tests -k pass_env
