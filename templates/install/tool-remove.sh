{#-
language = "bash"
kind = "commands"
purpose = "removes the package and its commands"
run = "walk"
[options]
client = ["uv", "pipx"]
-#}
{% if option.client == "uv" %}
uv tool uninstall {{ value.package | shell }}
{% else %}
pipx uninstall {{ value.package | shell }}
{% endif %}
