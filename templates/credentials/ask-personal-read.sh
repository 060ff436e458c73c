{#-
language = "bash"
kind = "commands"
purpose = "reads a read-only personal access token without showing it or leaving it in the shell's history"
run = "walk"
asks = ["personal_read_token"]
[options]
client = ["uv_index", "uv_publish", "twine"]
-#}
{% include "_shared/ask.sh" %}
