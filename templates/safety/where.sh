{#-
language = "bash"
kind = "commands"
purpose = "shows where the files of the package come from"
run = "walk"
-#}
grep --only-matching '[a-z]*://[^/]*/[^"]*/'{{ value.package | module | shell }}'-[^"]*whl' uv.lock
