{#-
language = "bash"
kind = "commands"
purpose = "raises the version and builds it"
run = "walk"
-#}
uv version --bump patch
rm -r dist
uv build
