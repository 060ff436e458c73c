{#-
language = "bash"
kind = "commands"
purpose = "takes the username and the token out of the shell"
run = "walk"
[options]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
address = ["stays", "too"]
-#}
unset {% if option.address == "too" %}{{ address_variable[option.client] | shell }} {% endif %}{{ username_variable[option.client] | shell }} {{ password_variable[option.client] | shell }}
