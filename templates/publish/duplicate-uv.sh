{#-
language = "bash"
kind = "commands"
purpose = "uploads the same files again, without asking the index first"
run = "walk"
exit = 2
-#}
{{ username_variable.uv_publish | text }}="${{ username_variable.uv_index | text }}" \
{{ password_variable.uv_publish | text }}="${{ password_variable.uv_index | text }}" \
uv publish --publish-url {{ project.upload_url | shell }}
