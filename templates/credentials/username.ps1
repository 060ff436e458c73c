{#-
language = "powershell"
kind = "commands"
purpose = "tells the client in PowerShell the username that belongs to the token"
validate = "powershell"
[options]
token = ["deploy", "project", "group", "personal", "other"]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
-#}
$env:{{ username_variable[option.client] | text }} = '{{ token[option.token].username | powershell }}'
