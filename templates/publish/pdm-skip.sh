{#-
language = "bash"
kind = "commands"
purpose = "uploads what GitLab does not have yet"
run = "walk"
resumes = true
-#}
pdm publish --no-build --skip-existing
