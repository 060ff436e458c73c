{#-
language = "bash"
kind = "commands"
purpose = "removes the stranger's package, and all that PDM has downloaded"
run = "walk"
-#}
pdm remove {{ value.package | shell }}
pdm cache clear
