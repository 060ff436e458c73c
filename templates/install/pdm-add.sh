{#-
language = "bash"
kind = "commands"
purpose = "adds the package to the project and installs it"
run = "walk"
-#}
pdm add {{ value.package | shell }}
