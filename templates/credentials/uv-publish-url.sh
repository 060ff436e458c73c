{#-
language = "bash"
kind = "commands"
purpose = "tells uv where to publish to"
run = "walk"
-#}
export {{ uv.publish_url_variable | shell }}={{ project.upload_url | shell }}
