{#-
language = "bash"
kind = "commands"
purpose = "locks and installs what the manifest lists"
unchecked = "pixi does not come from PyPI, from which the tests of this guide install their clients"
-#}
pixi install
