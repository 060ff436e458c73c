{#-
language = "bash"
kind = "commands"
purpose = "lets nobody else on this machine read the file"
run = "walk"
[options]
file = ["netrc", "pypirc", "uv"]
-#}
chmod 600 {{ (uv.store_file if option.file == "uv" else (netrc if option.file == "netrc" else pypirc).file) | text }}
