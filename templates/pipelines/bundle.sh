{#-
language = "bash"
kind = "commands"
purpose = "puts the package and all that it needs into a directory, for another system"
run = "walk"
-#}
uv pip install --target bundle --python-platform x86_64-manylinux_2_28 --python-version {{ ci.python_version | shell }} --only-binary :all: --default-index {{ project.simple_url | shell }} {{ value.package | shell }}
