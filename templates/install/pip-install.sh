{#-
language = "bash"
kind = "commands"
purpose = "installs the package from GitLab"
run = "walk"
[options]
from = ["project", "group"]
-#}
pip install --index-url {{ (project if option.from == "project" else group).simple_url | shell }} {{ value.package | shell }}
