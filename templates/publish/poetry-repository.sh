{#-
language = "bash"
kind = "commands"
purpose = "tells Poetry the registry's address under a name, once for this machine"
run = "walk"
-#}
poetry config repositories.{{ poetry.repository | shell }} {{ project.upload_url | shell }}
