{#-
language = "bash"
kind = "commands"
purpose = "makes the environment of each hook, and runs the hooks"
run = "walk"
exit = [3]
-#}
git add .pre-commit-config.yaml
pre-commit run --all-files
