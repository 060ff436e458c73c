{#-
language = "powershell"
kind = "commands"
purpose = "takes the username and the token out of PowerShell"
validate = "powershell"
[options]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
address = ["stays", "too"]
-#}
{% if option.address == "too" %}
Remove-Item Env:{{ address_variable[option.client] | text }}
{% endif %}
Remove-Item Env:{{ username_variable[option.client] | text }}
Remove-Item Env:{{ password_variable[option.client] | text }}
