{#-
language = "bash"
kind = "commands"
purpose = "installs what the lockfile says"
run = "walk"
-#}
pdm install
