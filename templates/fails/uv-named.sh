{#-
language = "bash"
kind = "commands"
purpose = "gives the variables the names that belong to the index my-gitlab"
run = "walk"
-#}
export UV_INDEX_MY_GITLAB_USERNAME="${{ username_variable.uv_index | shell }}"
export UV_INDEX_MY_GITLAB_PASSWORD="${{ password_variable.uv_index | shell }}"
