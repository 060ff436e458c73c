{#-
language = "bash"
kind = "commands"
purpose = "uploads what is in dist/"
run = "walk"
exit = [1, 2]
[options]
client = ["uv", "twine"]
how = ["plain", "index", "skip", "section", "alone"]
-#}
{% if option.how == "index" %}
uv publish --index {{ uv.index | shell }}
{% elif option.how == "skip" %}
twine upload --skip-existing dist/*
{% elif option.how == "section" %}
twine upload --repository {{ twine.repository | shell }} dist/*
{% elif option.how == "alone" %}
{{ "uv publish < /dev/null" if option.client == "uv" else "twine upload --non-interactive dist/*" }}
{% else %}
{{ "uv publish" if option.client == "uv" else "twine upload dist/*" }}
{% endif %}
