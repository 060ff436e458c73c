{#-
language = "bash"
kind = "commands"
purpose = "looks for GitLab's answers in the log"
run = "walk"
[options]
client = ["uv", "uv_trace", "pip", "poetry", "twine", "uv_publish", "curl"]
-#}
{% if option.client == "uv" %}
grep -E "GET request|HTTP [0-9]|status code" uv.log
{% elif option.client == "uv_trace" %}
grep credentials uv.log
{% elif option.client in ["pip", "poetry"] %}
grep HTTP/1.1 {{ option.client | text }}.log
{% elif option.client == "twine" %}
grep -A 5 Response twine.log
{% elif option.client == "uv_publish" %}
grep -i response publish.log
{% else %}
grep -i authorization curl.log
{% endif %}
