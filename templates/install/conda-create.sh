{#-
language = "bash"
kind = "commands"
purpose = "makes the environment and installs what the file lists"
unchecked = "conda is in no package registry from which the walk installs its clients"
-#}
conda env create --file environment.yml
