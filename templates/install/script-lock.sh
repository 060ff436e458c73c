{#-
language = "bash"
kind = "commands"
purpose = "writes the versions and hashes of all that the script needs into report.py.lock"
run = "walk"
-#}
uv lock --script report.py
