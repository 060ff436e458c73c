{#-
language = "bash"
kind = "commands"
purpose = "installs the package's commands, with GitLab as the only index"
run = "walk"
[options]
client = ["uv", "pipx"]
from = ["project", "group"]
-#}
{% if option.client == "uv" %}
uv tool install --default-index {{ uv.index | shell }}={{ (project if option.from == "project" else group).simple_url | shell }} {{ value.package | shell }}
{% else %}
pipx install --index-url {{ (project if option.from == "project" else group).simple_url | shell }} {{ value.package | shell }}
{% endif %}
