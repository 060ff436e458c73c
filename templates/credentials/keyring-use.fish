{#-
language = "fish"
kind = "commands"
purpose = "allows {option.client} in fish to ask the keyring"
run = "walk"
[options]
client = ["uv", "pip"]
-#}
set --export {{ (uv if option.client == "uv" else pip).keyring_variable | shell }} subprocess
