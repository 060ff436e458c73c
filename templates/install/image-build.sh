{#-
language = "bash"
kind = "commands"
purpose = "builds the image and passes it the token from the shell"
unchecked = "it needs an engine and images from the internet; tests run it with buildah and images of their own"
[options]
builder = ["docker", "podman", "buildah"]
-#}
{{ option.builder | shell }} build --secret id={{ docker.secret | shell }},env={{ password_variable.uv_index | shell }} --tag my-app .
