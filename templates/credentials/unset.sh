{#-
language = "bash"
kind = "commands"
purpose = "takes the token out of the shell"
run = "walk"
[options]
client = ["uv_publish", "twine"]
-#}
unset {{ password_variable[option.client] | shell }}
