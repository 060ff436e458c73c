{#-
language = "bash"
kind = "commands"
purpose = "takes the package from the index into the lockfile"
run = "walk"
-#}
uv lock
