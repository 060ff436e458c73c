{#-
language = "bash"
kind = "commands"
purpose = "uploads what GitLab does not have yet"
run = "walk"
resumes = true
-#}
poetry publish --repository {{ poetry.repository | shell }} --skip-existing
