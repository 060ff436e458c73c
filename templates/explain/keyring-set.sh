{#-
language = "bash"
kind = "commands"
purpose = "puts the token into the keyring; it asks for the token"
run = "walk"
asks = ["personal_read_token"]
-#}
keyring set {{ instance.keyring_service | shell }} {{ token.personal.username | shell }}
