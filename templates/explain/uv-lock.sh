{#-
language = "bash"
kind = "commands"
purpose = "shows where the files come from"
run = "walk"
-#}
grep --only-matching '[a-z]*://[^/]*/.*my_[a-z_]*-[0-9.]*' uv.lock
