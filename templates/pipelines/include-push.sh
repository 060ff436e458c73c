{#-
language = "bash"
kind = "commands"
purpose = "commits the file, gives the commit a tag, and pushes both"
run = "walk"
-#}
git add {{ shared.file | shell }}
git commit --quiet --message "Build and publish a Python package"
git tag {{ shared.ref | shell }}
git push --quiet origin HEAD {{ shared.ref | shell }}
