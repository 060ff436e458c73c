{#-
language = "bash"
kind = "commands"
purpose = "tells {option.client} where to publish to"
run = "walk"
[options]
client = ["uv", "twine", "pdm", "hatch", "flit"]
-#}
export {{ {"uv": uv.publish_url_variable, "twine": twine.url_variable, "pdm": pdm.url_variable, "hatch": hatch.url_variable, "flit": flit.url_variable}[option.client] | shell }}={{ project.upload_url | shell }}
