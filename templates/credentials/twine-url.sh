{#-
language = "bash"
kind = "commands"
purpose = "tells twine where the registry is"
run = "walk"
-#}
export {{ twine.url_variable | shell }}={{ project.upload_url | shell }}
