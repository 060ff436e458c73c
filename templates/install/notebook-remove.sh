{#-
language = "bash"
kind = "commands"
purpose = "removes the package from the kernel's environment"
run = "walk"
-#}
python -m pip uninstall --yes {{ value.package | shell }}
