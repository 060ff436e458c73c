{#-
language = "powershell"
kind = "commands"
purpose = "allows {option.client} in PowerShell to ask the keyring"
validate = "powershell"
[options]
client = ["uv", "pip"]
-#}
$env:{{ (uv if option.client == "uv" else pip).keyring_variable | text }} = 'subprocess'
