{#-
language = "bash"
kind = "commands"
purpose = "builds the package and publishes it"
run = "walk"
[options]
client = ["uv", "twine", "poetry", "hatch", "flit"]
-#}
{% if option.client == "uv" %}
uv build && uv publish
{% elif option.client == "poetry" %}
poetry build && poetry publish --repository {{ poetry.repository | shell }}
{% elif option.client == "hatch" %}
hatch build && hatch publish
{% elif option.client == "flit" %}
flit publish
{% else %}
uv build && twine upload dist/*
{% endif %}
