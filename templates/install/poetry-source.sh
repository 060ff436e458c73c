{#-
language = "bash"
kind = "commands"
purpose = "adds the registry to pyproject.toml, as a source for named packages only"
run = "walk"
[options]
from = ["project", "group"]
-#}
poetry source add --priority=explicit {{ poetry.repository | shell }} {{ (group if option.from == "group" else project).simple_url | shell }}
