{#-
language = "bash"
kind = "commands"
purpose = "shows from which hosts the lockfile takes each package"
run = "walk"
-#}
awk -F '"' '/^name = / { name = $2 } / (url|git) = / { split($2, part, "/"); print part[3], name }' uv.lock | sort -u
