{#-
language = "bash"
kind = "commands"
purpose = "installs the package from GitLab, with the token from the keyring for this username"
run = "walk"
[options]
token = ["deploy", "personal"]
-#}
pip install --index-url {{ (project.simple_url_for_user if option.token == "deploy" else project.simple_url_for_name) | shell }} {{ value.package | shell }}
