{#-
language = "fish"
kind = "commands"
purpose = "makes {option.client} trust its own authorities again, in fish"
run = "walk"
[options]
client = ["uv", "pip", "twine"]
-#}
set --erase {{ trust[option.client].variable | shell }}
