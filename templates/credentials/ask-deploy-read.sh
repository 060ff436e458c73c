{#-
language = "bash"
kind = "commands"
purpose = "reads a read-only deploy token without showing it or leaving it in the shell's history"
run = "walk"
asks = ["deploy_read_token"]
[options]
client = ["uv_index", "uv_publish", "twine"]
-#}
{% include "_shared/ask.sh" %}
