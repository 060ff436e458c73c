{#-
language = "bash"
kind = "commands"
purpose = "installs the package's commands, with GitLab as the only index"
run = "walk"
[options]
client = ["uv", "pipx"]
-#}
{% if option.client == "uv" %}
uv tool install --default-index {{ uv.index | shell }}={{ project.simple_url | shell }} {{ value.package | shell }}
{% else %}
pipx install --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
{% endif %}
