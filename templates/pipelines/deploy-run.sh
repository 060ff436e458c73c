{#-
language = "bash"
kind = "commands"
purpose = "installs {option.which} version and runs its command"
run = "walk"
[options]
which = ["this", "the next"]
-#}
bash deploy.sh {{ (package.version if option.which == "this" else package.next_version) | shell }}
env current/bin/{{ value.package | normalised | shell }}
