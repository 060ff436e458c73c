{#-
language = "bash"
kind = "commands"
purpose = "takes the same version from GitLab, and installs it"
run = "walk"
-#}
uv lock --upgrade-package {{ value.package | shell }}=={{ package.version | shell }}
uv sync
