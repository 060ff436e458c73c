{#-
language = "bash"
kind = "commands"
purpose = "removes the stranger's package, and the files that Poetry has downloaded"
run = "walk"
-#}
poetry remove {{ value.package | shell }}
cache=$(poetry config cache-dir)
rm -r "${cache:?}/artifacts"
