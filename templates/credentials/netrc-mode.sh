{#-
language = "bash"
kind = "commands"
purpose = "lets nobody else on this machine read the file"
run = "walk"
-#}
chmod 600 {{ netrc.file | text }}
