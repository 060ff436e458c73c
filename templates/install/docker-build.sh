{#-
language = "bash"
kind = "commands"
purpose = "builds the image and passes it the token from the shell"
unchecked = "it needs a Docker engine"
-#}
docker build --secret id={{ docker.secret | shell }},env={{ password_variable.uv_index | shell }} --tag my-app .
