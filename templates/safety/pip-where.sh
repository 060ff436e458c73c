{#-
language = "bash"
kind = "commands"
purpose = "shows which version of the package is installed"
run = "walk"
-#}
pip show {{ value.package | shell }}
