{#-
language = "bash"
kind = "commands"
purpose = "makes a package in a directory of its own"
run = "walk"
-#}
uv init --package {{ value.package | shell }}
cd {{ value.package | shell }}
