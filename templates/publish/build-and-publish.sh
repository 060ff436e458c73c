{#-
language = "bash"
kind = "commands"
purpose = "builds the package and publishes it"
run = "walk"
[options]
client = ["uv", "twine"]
-#}
{% if option.client == "uv" %}
uv build && uv publish
{% else %}
uv build && twine upload dist/*
{% endif %}
