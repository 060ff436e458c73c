{#-
language = "bash"
kind = "commands"
purpose = "asks a GitLab whose certificate is from an authority that uv does not know"
run = "walk"
exit = 2
-#}
uv pip install --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
