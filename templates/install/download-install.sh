{#-
language = "bash"
kind = "commands"
purpose = "installs from that directory and asks no index"
run = "walk"
-#}
pip install --no-index --find-links wheels {{ value.package | shell }}
