{#-
language = "bash"
kind = "commands"
purpose = "names your GitLab and a group of yours, and reads the token without showing it"
run = "walk"
asks = ["personal_token"]
-#}
export {{ own_gitlab.host_variable | shell }}={{ instance.url | shell }}
export {{ own_gitlab.group_variable | shell }}={{ value.group | shell }}
read -rs {{ own_gitlab.token_variable | shell }} && export {{ own_gitlab.token_variable | shell }}
