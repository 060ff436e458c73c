{#-
language = "bash"
kind = "commands"
purpose = "locks and installs anew what the package needs"
run = "walk"
-#}
pdm lock
pdm sync
