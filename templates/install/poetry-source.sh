{#-
language = "bash"
kind = "commands"
purpose = "adds the registry to pyproject.toml, as a source for named packages only"
run = "walk"
-#}
poetry source add --priority=explicit {{ poetry.repository | shell }} {{ project.simple_url | shell }}
