{#-
language = "bash"
kind = "commands"
purpose = "deletes the environments"
run = "walk"
[options]
tool = ["tox", "nox", "pre_commit"]
-#}
{{ {"tox": "rm -r .tox", "nox": "rm -r .nox", "pre_commit": "pre-commit clean"}[option.tool] }}
