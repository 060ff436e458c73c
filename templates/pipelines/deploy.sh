{#-
language = "bash"
kind = "file"
file = "deploy.sh"
purpose = "installs one version beside the others, and switches to it if that went well"
run = "walk"
[options]
client = ["uv", "pip"]
-#}
#!/usr/bin/env bash
set -e
{% if option.client == "uv" %}
uv venv --quiet --clear --no-managed-python "releases/$1"
uv pip install --python "releases/$1" --default-index {{ project.simple_url | shell }} {{ value.package | shell }}=="$1"
{% else %}
python3 -m venv --clear "releases/$1"
PATH="$PWD/releases/$1/bin:$PATH"
pip install --no-input --index-url {{ project.simple_url | shell }} {{ value.package | shell }}=="$1"
{% endif %}
ln -sfn "releases/$1" current
