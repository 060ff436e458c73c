{#-
language = "bash"
kind = "commands"
purpose = "asks for both tokens, says what it found, and uploads that if you type yes"
run = "walk"
publishes = ["moved/*"]
resumes = true
asks = [{ line = "migration" }, "old_token", "deploy_token", { line = "yes" }]
-#}
uv run move_packages.py {{ value.package | shell }}
