{#-
language = "bash"
kind = "commands"
purpose = "installs the newest release, or the newest version of all"
run = "walk"
[options]
client = ["pip", "uv"]
development = ["no", "yes"]
-#}
{% if option.client == "pip" %}
pip install{% if option.development == "yes" %} --upgrade --pre{% endif %} --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
{% else %}
uv pip install{% if option.development == "yes" %} --upgrade --prerelease allow{% endif %} --default-index {{ project.simple_url | shell }} {{ value.package | shell }}
{% endif %}
