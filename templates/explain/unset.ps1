{#-
language = "powershell"
kind = "commands"
purpose = "makes {option.client} trust its own authorities again, in PowerShell"
validate = "powershell"
[options]
client = ["uv", "pip", "twine"]
-#}
Remove-Item Env:{{ trust[option.client].variable | text }}
