{#-
language = "bash"
kind = "commands"
purpose = "builds a commit behind the tag"
run = "walk"
-#}
git commit --quiet --allow-empty --message "A change"
uv build
