{#-
language = "bash"
kind = "commands"
purpose = "adds the package to the list of what is wanted"
run = "walk"
-#}
echo {{ value.package | shell }} >> requirements.in
