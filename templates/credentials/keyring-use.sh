{#-
language = "bash"
kind = "commands"
purpose = "allows {option.client} to ask the keyring"
run = "walk"
[options]
client = ["uv", "pip"]
-#}
export {{ (uv if option.client == "uv" else pip).keyring_variable | shell }}=subprocess
