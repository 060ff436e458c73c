{#-
language = "bash"
kind = "commands"
purpose = "installs the package into the environment that is active"
run = "walk"
-#}
python -m pip install --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
