{#-
language = "bash"
kind = "commands"
purpose = "asks GitLab for the package, or publishes to it"
run = "walk"
exit = 1
[options]
asks = ["add", "install", "publish", "elsewhere"]
-#}
{% if option.asks == "add" %}
poetry add --source {{ poetry.repository | shell }} {{ value.package | shell }}
{% elif option.asks == "install" %}
poetry install
{% elif option.asks == "publish" %}
poetry publish --repository {{ poetry.repository | shell }}
{% else %}
poetry publish --repository my-gitlab
{% endif %}
