{#-
language = "powershell"
kind = "commands"
purpose = "names the file of your company's authority for {option.client}, in PowerShell"
validate = "powershell"
[options]
client = ["uv", "pip", "twine", "poetry", "pdm"]
-#}
$env:{{ trust[option.client].variable | text }} = "$HOME/{{ trust.file_name | text }}"
