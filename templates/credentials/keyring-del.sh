{#-
language = "bash"
kind = "commands"
purpose = "deletes the token from the keyring"
run = "walk"
[options]
for = ["host", "twine"]
token = ["deploy", "personal", "other"]
-#}
keyring del {{ (project.upload_url if option.for == "twine" else instance.keyring_service) | shell }} {{ token[option.token].username | shell }}
