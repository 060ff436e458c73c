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
pdm add {{ value.package | shell }}
{% elif option.asks == "install" %}
pdm install
{% elif option.asks == "publish" %}
pdm publish --no-build
{% else %}
pdm publish --no-build --repository my-gitlab
{% endif %}
