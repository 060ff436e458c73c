{#-
language = "bash"
kind = "commands"
purpose = "says in a few words what the block does"
run = "walk"
-#}
echo write a command for {{ value.package | shell }} here
