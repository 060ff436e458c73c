{#-
language = "bash"
kind = "commands"
purpose = "locks the package anew and installs it"
run = "walk"
-#}
uv lock --upgrade-package {{ value.package | shell }}
uv sync
