{#-
language = "bash"
kind = "commands"
purpose = "writes versions and hashes of all that is needed into requirements.txt"
run = "walk"
[options]
client = ["pip-tools", "uv"]
-#}
{% if option.client == "uv" %}
uv pip compile --generate-hashes --default-index {{ project.simple_url | shell }} --output-file requirements.txt requirements.in
{% else %}
pip-compile --generate-hashes --strip-extras --index-url {{ project.simple_url | shell }} --no-emit-index-url requirements.in
{% endif %}
