{#-
language = "bash"
kind = "commands"
purpose = "shows the package's entry in the lockfile"
run = "walk"
-#}
sed -n '/^name = "'{{ value.package | normalised | shell }}'"/,/^\[[[m]/p' poetry.lock
