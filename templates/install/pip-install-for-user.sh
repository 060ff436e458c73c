{#-
language = "bash"
kind = "commands"
purpose = "installs the package from GitLab, with the token that the keyring holds for this user name"
run = "walk"
-#}
pip install --index-url {{ project.simple_url_for_user | shell }} {{ value.package | shell }}
