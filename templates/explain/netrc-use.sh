{#-
language = "bash"
kind = "commands"
purpose = "makes pip read this file instead of the one in your home directory"
run = "walk"
-#}
export NETRC="$PWD/netrc"
