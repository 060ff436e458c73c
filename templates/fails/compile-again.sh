{#-
language = "bash"
kind = "commands"
purpose = "writes the hashes of what GitLab has now into requirements.txt"
run = "walk"
-#}
uv pip compile --upgrade --generate-hashes --default-index {{ project.simple_url | shell }} --output-file requirements.txt requirements.in
