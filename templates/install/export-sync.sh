{#-
language = "bash"
kind = "commands"
purpose = "installs exactly what the file says into an environment that is empty, and checks the hashes"
run = "walk"
-#}
uv venv --clear --quiet
uv pip sync --require-hashes --index {{ uv.index | text }}={{ project.simple_url | shell }} requirements.txt
