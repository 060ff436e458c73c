{#-
language = "bash"
kind = "commands"
purpose = "lets pip ask the keyring"
run = "walk"
-#}
export {{ pip.keyring_variable | shell }}=subprocess
