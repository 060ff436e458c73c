{#-
language = "python"
kind = "file"
file = "noxfile.py"
purpose = "makes an environment that has the package, and runs a command in it"
run = "walk"
[options]
with = ["pip", "uv"]
-#}
import nox


{% if option.with == "pip" %}
@nox.session
def tests(session):
    session.install("--index-url", "{{ project.simple_url | python }}", "{{ value.package | normalised | python }}")
{% else %}
@nox.session(venv_backend="uv")
def tests(session):
    place = session.virtualenv.location
    session.run_install("uv", "sync", "--locked", "--python", place, env={"UV_PROJECT_ENVIRONMENT": place})
{% endif %}
    session.run("python", "-c", "import {{ value.package | module | identifier }}")
