{#-
language = "python"
kind = "file"
file = "report.py"
purpose = "a script that says itself what it needs, and from where"
run = "walk"
-#}
# /// script
# requires-python = ">=3.11"
# dependencies = ["{{ value.package | normalised | toml }}"]
#
# [[tool.uv.index]]
# name = "{{ uv.index | toml }}"
# url = "{{ project.simple_url | toml }}"
# explicit = true
# authenticate = "always"
#
# [tool.uv.sources]
# {{ value.package | normalised | tomlkey }} = { index = "{{ uv.index | toml }}" }
# ///
import {{ value.package | module | identifier }}

print({{ value.package | module | identifier }}.__name__)
