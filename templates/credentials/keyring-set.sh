{#-
language = "bash"
kind = "commands"
purpose = "puts the token into the keyring; it asks for the token"
run = "walk"
asks = ["{option.token}"]
[options]
for = ["host", "twine"]
token = ["deploy_token", "deploy_read_token"]
-#}
keyring set {{ (project.upload_url if option.for == "twine" else instance.keyring_service) | shell }} {{ token.deploy.username | shell }}
