{#-
language = "bash"
kind = "commands"
purpose = "removes the package and its source from the project"
run = "walk"
-#}
poetry remove {{ value.package | shell }}
