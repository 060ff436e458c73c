{#-
language = "fish"
kind = "commands"
purpose = "takes the username and the token out of fish"
run = "walk"
[options]
client = ["uv_index", "uv_publish", "twine", "uv_other", "pdm_publish", "pdm_source", "hatch", "flit"]
-#}
set --erase {{ username_variable[option.client] | shell }} {{ password_variable[option.client] | shell }}
