{#-
language = "bash"
kind = "commands"
purpose = "builds the package under that spelling"
run = "walk"
-#}
rm -r dist
uv build
