{#-
language = "bash"
kind = "commands"
purpose = "adds both packages to the project and installs them"
run = "walk"
-#}
uv add {{ value.package | shell }} {{ value.other_package | shell }}
