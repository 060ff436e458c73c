{#-
language = "bash"
kind = "commands"
purpose = "shows where the files of the package come from"
run = "walk"
-#}
awk -F '"' '/^name = / { name = $2 } / (url|git) = / && name == "'{{ value.package | normalised | shell }}'" { print $2 }' uv.lock
