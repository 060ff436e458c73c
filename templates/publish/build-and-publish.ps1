{#-
language = "powershell"
kind = "commands"
purpose = "builds the package in PowerShell and publishes it"
validate = "powershell"
[options]
client = ["uv", "twine", "poetry", "hatch", "flit"]
-#}
{# Windows' own PowerShell, 5.1, does not know `&&`. #}
{% if option.client == "uv" %}
uv build
if ($?) { uv publish }
{% elif option.client == "poetry" %}
poetry build
if ($?) { poetry publish --repository {{ poetry.repository | text }} }
{% elif option.client == "hatch" %}
hatch build
if ($?) { hatch publish }
{% elif option.client == "flit" %}
flit publish
{% else %}
uv build
if ($?) { twine upload dist/* }
{% endif %}
