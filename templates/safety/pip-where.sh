{#-
language = "bash"
kind = "commands"
purpose = "shows which version of the package is installed"
run = "walk"
-#}
pip list | grep {{ value.package | normalised | shell }}
