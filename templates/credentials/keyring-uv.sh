{#-
language = "bash"
kind = "commands"
purpose = "lets uv ask the keyring"
run = "walk"
-#}
export {{ uv.keyring_variable | shell }}=subprocess
