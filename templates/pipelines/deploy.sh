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
set -eu
version="${1:?name the version, such as {{ package.version | text }}}"
cd "$(dirname "$0")"
if [ "$(readlink current)" = "releases/$version" ]; then
  echo "$version is what runs already"
  exit
fi
{% if option.client == "uv" %}
uv venv --quiet --clear --no-managed-python "releases/$version"
uv pip install --python "releases/$version" --default-index {{ project.simple_url | shell }} {{ value.package | shell }}=="$version"
{% else %}
python3 -m venv --clear "releases/$version"
PATH="$PWD/releases/$version/bin:$PATH"
pip install --no-input --index-url {{ project.simple_url | shell }} {{ value.package | shell }}=="$version"
{% endif %}
ln -sfn "releases/$version" current
