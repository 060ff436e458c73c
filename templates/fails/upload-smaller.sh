{#-
language = "bash"
kind = "commands"
purpose = "deletes the large file, and builds again"
run = "walk"
-#}
rm -r dist src/{{ value.package | module | shell }}/data.bin
uv build
