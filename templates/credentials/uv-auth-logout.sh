{#-
language = "bash"
kind = "commands"
purpose = "removes the stored token"
run = "walk"
-#}
uv auth logout {{ instance.url | shell }} --username {{ token.deploy.username | shell }}
