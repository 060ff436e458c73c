{#-
language = "bash"
kind = "commands"
purpose = "installs what requirements.txt names, if the hashes are right"
run = "walk"
-#}
pip install --require-hashes --index-url {{ project.simple_url | shell }} --requirement requirements.txt
