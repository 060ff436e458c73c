{#-
language = "bash"
kind = "commands"
purpose = "tells the client the user name that belongs to the token"
run = "walk"
[options]
token = ["deploy", "project", "group", "personal"]
client = ["uv_index", "uv_publish", "twine"]
-#}
export {{ username_variable[option.client] | shell }}={{ token[option.token].username | shell }}
