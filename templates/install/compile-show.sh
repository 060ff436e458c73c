{#-
language = "bash"
kind = "commands"
purpose = "shows what was written"
run = "walk"
-#}
cat requirements.txt
