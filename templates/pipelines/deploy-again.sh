{#-
language = "bash"
kind = "commands"
purpose = "runs the script from another directory, for the version that runs already"
run = "walk"
-#}
(cd releases && bash ../deploy.sh {{ package.next_version | shell }})
