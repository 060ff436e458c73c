{#-
language = "bash"
kind = "commands"
purpose = "removes the script and its lockfile"
run = "walk"
-#}
rm report.py report.py.lock
