{#-
language = "fish"
kind = "commands"
purpose = "takes the username and the token out of fish"
run = "walk"
[options]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
-#}
set --erase {{ username_variable[option.client] | shell }} {{ password_variable[option.client] | shell }}
