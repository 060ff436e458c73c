{#-
language = "bash"
kind = "commands"
purpose = "uploads what is in dist/, with the address from the environment"
run = "walk"
[options]
login = ["variables", "store"]
-#}
uv publish{% if option.login == "store" %} --trusted-publishing never{% endif %}

