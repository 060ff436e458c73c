{#-
language = "bash"
kind = "commands"
purpose = "builds the sdist and the wheel into dist/, and uploads them"
run = "walk"
-#}
flit publish
