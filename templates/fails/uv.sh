{#-
language = "bash"
kind = "commands"
purpose = "asks for the package"
run = "walk"
exit = [1, 2]
[options]
asks = ["package", "strangers", "version", "lockfile"]
-#}
{% if option.asks == "lockfile" %}
uv sync
{% else %}
uv add {{ value.package | shell }}{% if option.asks == "strangers" %}=={{ open.strangers_version | shell }}{% elif option.asks == "version" %}=={{ package.version | shell }}{% endif %}

{% endif %}
