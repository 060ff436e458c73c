{#-
language = "bash"
kind = "commands"
purpose = "installs a version before 0.2.0"
run = "walk"
-#}
pip install --index-url {{ project.simple_url | shell }} {{ value.package | shell }}'<0.2.0'
