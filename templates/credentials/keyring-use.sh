{#-
language = "bash"
kind = "commands"
purpose = "lets {option.client} ask the keyring"
run = "walk"
[options]
client = ["uv", "pip"]
-#}
export {{ (uv if option.client == "uv" else pip).keyring_variable | shell }}=subprocess
