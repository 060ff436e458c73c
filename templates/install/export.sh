{#-
language = "bash"
kind = "commands"
purpose = "writes what uv.lock says into requirements.txt, with hashes and without the project itself"
run = "walk"
-#}
uv export --quiet --no-emit-project --output-file requirements.txt
