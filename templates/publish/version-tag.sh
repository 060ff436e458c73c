{#-
language = "bash"
kind = "commands"
purpose = "commits, tags the commit and builds it"
run = "walk"
-#}
git add pyproject.toml
git commit --quiet --message "Take the version from the tag"
git tag v{{ package.version | shell }}
uv build
