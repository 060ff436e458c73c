{#-
language = "bash"
kind = "commands"
purpose = "puts the token into the keyring; it asks for the token"
run = "walk"
asks = ["{option.token}"]
[options]
for = ["host", "twine"]
token = ["deploy_token", "deploy_read_token", "personal_token", "personal_read_token", "group_deploy_token", "other_read_token"]
-#}
keyring set {{ (project.upload_url if option.for == "twine" else instance.keyring_service) | shell }} {{ (token.other if option.token == "other_read_token" else (token.deploy if "deploy" in option.token else token.personal)).username | shell }}
