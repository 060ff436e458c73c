{#-
language = "bash"
kind = "commands"
purpose = "takes the tokens out of the shell"
run = "walk"
-#}
unset {{ password_variable.uv_index | shell }} {{ password_variable.uv_publish | shell }} {{ password_variable.twine | shell }}
