{#-
language = "bash"
kind = "commands"
purpose = "tells {option.client} where to publish to"
run = "walk"
[options]
client = ["uv", "twine"]
-#}
export {{ (uv.publish_url_variable if option.client == "uv" else twine.url_variable) | shell }}={{ project.upload_url | shell }}
