{#-
language = "bash"
kind = "commands"
purpose = "begins the list of what is wanted"
run = "walk"
-#}
echo {{ value.package | shell }} > requirements.in
