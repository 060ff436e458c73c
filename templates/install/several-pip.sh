{#-
language = "bash"
kind = "commands"
purpose = "installs each package from its project, with the token of that username"
run = "walk"
-#}
pip install --index-url {{ numbered.simple_url_for_user | shell }} {{ value.package | shell }}
pip install --index-url {{ other.simple_url_for_user | shell }} {{ value.other_package | shell }}
