{#-
language = "bash"
kind = "commands"
purpose = "removes the package from the Pipfile, its lock and the environment"
run = "walk"
-#}
pipenv uninstall {{ value.package | shell }}
