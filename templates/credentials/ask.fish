{#-
language = "fish"
kind = "commands"
purpose = "reads the token in fish, without showing it or leaving it in the shell's history"
run = "walk"
asks = ["{option.token}"]
[options]
token = ["chosen_token", "deploy_token", "deploy_read_token", "group_deploy_token", "project_token", "group_token", "personal_token", "project_read_token", "group_read_token", "personal_read_token", "other_read_token"]
client = ["uv_index", "uv_publish", "twine", "poetry", "uv_other", "poetry_other", "pdm_publish", "pdm_source", "pipenv", "hatch", "flit"]
-#}
read --silent --export {{ password_variable[option.client] | shell }}
