{#-
language = "bash"
kind = "commands"
purpose = "asks again"
run = "walk"
-#}
uv pip install --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
