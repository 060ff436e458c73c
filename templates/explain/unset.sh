{#-
language = "bash"
kind = "commands"
purpose = "makes {option.client} trust its own authorities again"
run = "walk"
[options]
client = ["uv", "pip", "twine"]
-#}
unset {{ trust[option.client].variable | shell }}
