{#-
language = "bash"
kind = "commands"
purpose = "shows from where the files come"
run = "walk"
-#}
grep --only-matching '[a-z]*://[^/]*/.*my_[a-z_]*-[0-9.]*' uv.lock
