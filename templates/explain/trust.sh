{#-
language = "bash"
kind = "commands"
purpose = "names the file of your company's authority for {option.client}"
run = "walk"
[options]
client = ["uv", "pip", "twine", "poetry", "pdm"]
-#}
export {{ trust[option.client].variable | shell }}={{ trust.file | text }}
