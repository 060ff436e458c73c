{#-
language = "bash"
kind = "commands"
purpose = "adds both projects to pyproject.toml, as sources for named packages only"
run = "walk"
-#}
poetry source add --priority=explicit {{ poetry.repository | shell }} {{ numbered.simple_url | shell }}
poetry source add --priority=explicit {{ uv.other_index | shell }} {{ other.simple_url | shell }}
