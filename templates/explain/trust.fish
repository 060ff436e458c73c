{#-
language = "fish"
kind = "commands"
purpose = "names the file of your company's authority for {option.client}, in fish"
run = "walk"
[options]
client = ["uv", "pip", "twine", "poetry", "pdm"]
-#}
set --export {{ trust[option.client].variable | shell }} {{ trust.file | text }}
