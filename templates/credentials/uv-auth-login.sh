{#-
language = "bash"
kind = "commands"
purpose = "reads the token without showing it and stores it"
run = "walk"
asks = ["deploy_token"]
-#}
read -rs token && printf '%s\n' "$token" | uv auth login {{ instance.url | shell }} --username {{ token.deploy.username | shell }} --password -; unset token
