{#-
language = "bash"
kind = "commands"
purpose = "runs the newest version without installing it"
run = "walk"
[options]
client = ["uv", "pipx"]
-#}
{% if option.client == "uv" %}
uvx --default-index {{ uv.index | shell }}={{ project.simple_url | shell }} {{ value.package | shell }}@latest
{% else %}
pipx run --no-cache --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
{% endif %}
