{#-
language = "bash"
kind = "commands"
purpose = "downloads the package and all that it needs into a directory"
run = "walk"
-#}
pip download --dest wheels --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
