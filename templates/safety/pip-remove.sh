{#-
language = "bash"
kind = "commands"
purpose = "removes the stranger's package, and all that pip has downloaded"
run = "walk"
-#}
pip uninstall --yes {{ value.package | shell }}
pip cache purge
