{#-
language = "bash"
kind = "commands"
purpose = "asks a GitLab whose certificate is from an authority that {option.client} does not know"
run = "walk"
exit = 1
[options]
client = ["pip", "twine"]
-#}
{% if option.client == "pip" %}
pip install --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
{% else %}
twine upload dist/*
{% endif %}
