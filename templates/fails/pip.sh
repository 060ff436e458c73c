{#-
language = "bash"
kind = "commands"
purpose = "asks GitLab for the package, with nobody to answer questions"
run = "walk"
exit = [1, 2]
[options]
asks = ["typing", "nothing", "hashes", "age"]
-#}
{% if option.asks == "hashes" %}
pip install --require-hashes --index-url {{ project.simple_url | shell }} --requirement requirements.txt
{% elif option.asks == "age" %}
pip install --uploaded-prior-to P7D --index-url {{ project.simple_url | shell }} {{ value.package | shell }}
{% else %}
pip install {{ "--no-input " if option.asks == "nothing" else "" }}--index-url {{ project.simple_url | shell }} {{ value.package | shell }}{{ " < /dev/null" if option.asks == "typing" else "" }}
{% endif %}
