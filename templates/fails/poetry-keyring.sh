{#-
language = "bash"
kind = "commands"
purpose = "tells Poetry to leave the keyring alone"
run = "walk"
-#}
poetry config keyring.enabled false
