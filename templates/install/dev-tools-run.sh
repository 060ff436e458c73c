{#-
language = "bash"
kind = "commands"
purpose = "makes the environment and runs the command"
run = "walk"
[options]
tool = ["tox", "nox", "pre_commit"]
-#}
{% if option.tool == "tox" %}
tox run
{% elif option.tool == "nox" %}
nox
{% else %}
git add .pre-commit-config.yaml
pre-commit run --all-files
{% endif %}
