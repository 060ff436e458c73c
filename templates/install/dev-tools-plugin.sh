{#-
language = "bash"
kind = "commands"
purpose = "installs tox, with the plugin that lets uv make its environments"
run = "walk"
-#}
uv tool install tox --with tox-uv
