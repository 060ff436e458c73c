{#-
language = "bash"
kind = "commands"
purpose = "downloads a package from the public group, without installing it"
run = "walk"
[options]
package = ["private", "public"]
by = ["keyring", "access-token", "deploy-token"]
-#}
pip download --no-deps --dest {{ option.by | shell }} --index-url {{ (open.simple_url_for_user if option.by == "keyring" else open.simple_url) | shell }} {{ (open.private_package if option.package == "private" else open.public_package) | shell }}
