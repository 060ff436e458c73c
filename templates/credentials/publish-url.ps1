{#-
language = "powershell"
kind = "commands"
purpose = "tells {option.client} in PowerShell where to publish to"
validate = "powershell"
[options]
client = ["uv", "twine", "pdm", "hatch", "flit"]
-#}
$env:{{ {"uv": uv.publish_url_variable, "twine": twine.url_variable, "pdm": pdm.url_variable, "hatch": hatch.url_variable, "flit": flit.url_variable}[option.client] | text }} = '{{ project.upload_url | powershell }}'
