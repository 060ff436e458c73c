{#-
language = "bash"
kind = "commands"
purpose = "runs all cells, and writes what they print into the notebook"
run = "walk"
-#}
jupyter execute --inplace install.ipynb
