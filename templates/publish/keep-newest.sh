{#-
language = "bash"
kind = "commands"
purpose = "asks for the token, says which versions it would delete, and deletes them if you type yes"
run = "walk"
asks = ["personal_token", { line = "yes" }]
-#}
uv run keep_newest.py 1
