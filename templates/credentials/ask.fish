{#-
language = "fish"
kind = "commands"
purpose = "reads the token in fish, without showing it or leaving it in the shell's history"
run = "walk"
asks = ["{option.token}"]
[options]
token = ["deploy_token"]
client = ["uv_publish", "twine"]
-#}
read --silent --export {{ password_variable[option.client] | shell }}
