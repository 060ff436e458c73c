{#-
language = "bash"
kind = "commands"
purpose = "makes a second project, the colleague's, beside the first"
run = "walk"
-#}
cd ..
uv init --no-package my-app
cd my-app
