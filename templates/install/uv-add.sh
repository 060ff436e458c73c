{#-
language = "bash"
kind = "commands"
purpose = "adds the package to the project and installs it"
run = "walk"
-#}
uv add {{ value.package | shell }}
