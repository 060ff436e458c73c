{#-
language = "bash"
kind = "commands"
purpose = "goes to the repository of the package"
run = "walk"
-#}
cd ../{{ value.package | shell }}
