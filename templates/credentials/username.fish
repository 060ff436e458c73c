{#-
language = "fish"
kind = "commands"
purpose = "tells the client in fish the username that belongs to the token"
run = "walk"
[options]
token = ["deploy", "project", "group", "personal", "other"]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
-#}
set --export {{ username_variable[option.client] | shell }} {{ token[option.token].username | shell }}
