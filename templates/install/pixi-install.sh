{#-
language = "bash"
kind = "commands"
purpose = "locks and installs what the manifest lists"
unchecked = "pixi is in no package registry from which the walk installs its clients"
-#}
pixi install
