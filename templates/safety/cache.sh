{#-
language = "bash"
kind = "commands"
purpose = "removes the downloaded files from the client's cache"
run = "walk"
-#}
uv cache clean {{ value.package | shell }}
