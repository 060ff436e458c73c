{#-
language = "bash"
kind = "commands"
purpose = "does it again, and writes a log"
run = "walk"
[options]
client = ["uv", "uv_trace", "pip", "poetry", "curl"]
-#}
{% if option.client == "uv" %}
uv add --verbose {{ value.package | shell }} 2> uv.log
{% elif option.client == "uv_trace" %}
RUST_LOG=uv=trace uv lock --verbose 2> uv.log
{% elif option.client == "pip" %}
pip install -vvv --dry-run --no-input --index-url {{ project.simple_url | shell }} {{ value.package | shell }} > pip.log 2>&1
{% elif option.client == "poetry" %}
poetry add -vvv --dry-run --source {{ poetry.repository | shell }} {{ value.package | shell }} > poetry.log 2>&1
{% else %}
curl --silent --verbose --netrc --output /dev/null {{ project.simple_url | shell }}/{{ value.package | normalised | shell }}/ 2> curl.log
{% endif %}
