{#-
language = "bash"
kind = "commands"
purpose = "raises the version of one package and builds it alone"
run = "walk"
-#}
uv version --package {{ value.package | shell }} --bump patch
rm -r dist
uv build --package {{ value.package | shell }}
