{#-
language = "bash"
kind = "commands"
purpose = "installs exactly what the file says, and checks the hashes"
run = "walk"
[options]
client = ["pip-tools", "uv"]
-#}
{% if option.client == "uv" %}
uv pip sync --require-hashes --default-index {{ project.simple_url | shell }} requirements.txt
{% else %}
pip-sync --index-url {{ project.simple_url | shell }} --python-executable .venv/bin/python
{% endif %}
