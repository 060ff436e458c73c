{#-
language = "bash"
kind = "commands"
purpose = "asks for the token, sends it to GitLab and prints the answer, the status last"
run = "walk"
asks = ["{option.token}"]
[options]
token = ["deploy_read_token", "revoked_deploy_token", "expired_read_token", "guest_read_token", "stranger_read_token"]
-#}
curl --silent --show-error --write-out '\n%{http_code} %{redirect_url}\n' --user {{ (token.deploy if "deploy" in option.token else token.personal).username | shell }} {{ project.simple_url | shell }}/{{ value.package | normalised | shell }}/
