{#-
language = "bash"
kind = "commands"
purpose = "asks for the token, shows what there is of the version, and deletes it if you type yes"
run = "walk"
asks = ["personal_token", { line = "yes" }]
-#}
uv run delete_version.py {{ package.version | shell }}
