{#-
language = "bash"
kind = "commands"
purpose = "uploads what is in dist/"
run = "walk"
[options]
where = ["environment", "pypirc"]
-#}
twine upload {% if option.where == "pypirc" %}--repository {{ twine.repository | shell }} {% endif %}dist/*
