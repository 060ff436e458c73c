{#-
language = "bash"
kind = "commands"
purpose = "adds a package whose name is bound to GitLab"
run = "walk"
[options]
package = ["private", "public"]
-#}
uv add {{ (open.private_package if option.package == "private" else open.public_package) | shell }}
