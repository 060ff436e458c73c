{#-
language = "bash"
kind = "commands"
purpose = "makes the environment and installs what the file lists"
unchecked = "conda does not come from PyPI, from which the tests of this guide install their clients"
-#}
conda env create --file environment.yml
