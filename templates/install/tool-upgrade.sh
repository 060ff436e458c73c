{#-
language = "bash"
kind = "commands"
purpose = "asks the same index for a newer version"
run = "walk"
[options]
client = ["uv", "pipx"]
-#}
{% if option.client == "uv" %}
uv tool upgrade {{ value.package | shell }}
{% else %}
pipx upgrade {{ value.package | shell }}
{% endif %}
