{#-
language = "bash"
kind = "commands"
purpose = "deletes what was built, and builds it again"
run = "walk"
-#}
rm -r dist
uv build
