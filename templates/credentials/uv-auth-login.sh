{#-
language = "bash"
kind = "commands"
purpose = "asks for the token without showing it and stores it"
run = "walk"
asks = ["deploy_token"]
terminal = true
-#}
uv auth login {{ instance.url | shell }} --username {{ token.deploy.username | shell }}
