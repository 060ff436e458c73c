{#-
language = "sh"
kind = "commands"
purpose = "reads the token in any shell of the POSIX family, without showing it or leaving it in the shell's history"
run = "walk"
asks = ["{option.token}"]
[options]
token = ["deploy_token"]
client = ["uv_publish", "twine"]
-#}
stty -echo; IFS= read -r {{ password_variable[option.client] | shell }}; stty echo; export {{ password_variable[option.client] | shell }}
