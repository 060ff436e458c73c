{#-
language = "bash"
kind = "commands"
purpose = "uploads one kind of file alone"
run = "walk"
publishes = ["dist/*.{option.file}"]
[options]
client = ["uv", "twine"]
file = ["whl", "tar.gz"]
-#}
{{ "uv publish" if option.client == "uv" else "twine upload" }} dist/*.{{ option.file | text }}
