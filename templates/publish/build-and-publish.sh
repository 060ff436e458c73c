{#-
language = "bash"
kind = "commands"
purpose = "builds the package and publishes it"
run = "walk"
[options]
client = ["uv", "twine", "poetry"]
-#}
{% if option.client == "uv" %}
uv build && uv publish
{% elif option.client == "poetry" %}
poetry build && poetry publish --repository {{ poetry.repository | shell }}
{% else %}
uv build && twine upload dist/*
{% endif %}
