{#-
language = "bash"
kind = "commands"
purpose = "removes the package from the project"
run = "walk"
-#}
pdm remove {{ value.package | shell }}
