{#-
language = "bash"
kind = "commands"
purpose = "adds the package to the group of development dependencies, and locks it"
run = "walk"
-#}
uv add --dev {{ value.package | shell }}
