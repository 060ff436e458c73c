{#-
language = "bash"
kind = "commands"
purpose = "lets nobody else on this machine read the file"
run = "walk"
[options]
file = ["netrc", "pypirc"]
-#}
chmod 600 {{ (netrc if option.file == "netrc" else pypirc).file | text }}
