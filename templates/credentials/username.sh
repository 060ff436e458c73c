{#-
language = "bash"
kind = "commands"
purpose = "tells the client the username that belongs to the token"
run = "walk"
[options]
token = ["deploy", "project", "group", "personal", "other"]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
-#}
export {{ username_variable[option.client] | shell }}={{ token[option.token].username | shell }}
