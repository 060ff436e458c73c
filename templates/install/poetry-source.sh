{#-
language = "bash"
kind = "commands"
purpose = "adds the registry to pyproject.toml, as a source for named packages only"
run = "walk"
[options]
from = ["project", "group", "owner"]
-#}
poetry source add --priority=explicit {{ poetry.repository | shell }} {{ {"project": project, "group": group, "owner": owner}[option.from].simple_url | shell }}
