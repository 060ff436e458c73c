{#-
language = "bash"
kind = "commands"
purpose = "uploads again, and writes a log"
run = "walk"
exit = [1, 2]
[options]
client = ["uv_publish", "twine"]
-#}
{{ "uv publish --verbose 2> publish.log" if option.client == "uv_publish" else "twine upload --verbose dist/* > twine.log 2>&1" }}
