{#-
language = "bash"
kind = "commands"
purpose = "builds every package of the workspace"
run = "walk"
-#}
uv build --all-packages
