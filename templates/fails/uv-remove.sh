{#-
language = "bash"
kind = "commands"
purpose = "removes the stranger's package"
run = "walk"
-#}
uv remove {{ value.package | shell }}
