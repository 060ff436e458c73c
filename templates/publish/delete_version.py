{#-
language = "python"
kind = "file"
file = "delete_version.py"
purpose = "asks for the token, finds one version of the package in the project, and deletes it if you say so"
run = "walk"
-#}
# /// script
# dependencies = ["python-gitlab=={{ client["python-gitlab"].version | text }}"]
# ///
import re
import sys
from getpass import getpass

from gitlab import Gitlab

name, version = "{{ value.package | normalised | python }}", sys.argv[1]
server = Gitlab("{{ instance.url | python }}", private_token=getpass("Token: "))
project = server.projects.get("{{ value.project | python }}")
packages = project.packages.list(iterator=True, package_type="pypi", package_version=version)
# GitLab keeps each spelling of a name apart, and installers see them as one.
named = [package for package in packages if re.sub("[-_.]+", "-", package.name).lower() == name]
found = [package for package in named if package.version == version]
if not found:
    sys.exit(f"There is no {name} {version} in {project.path_with_namespace}.")
print(f"{name} {version} in {project.path_with_namespace}:")
for package in found:
    for file in package.package_files.list(iterator=True):
        print(f"  {file.file_name}, published {file.created_at}")
if input("Delete it? Type yes: ") != "yes":
    sys.exit("Nothing was deleted.")
for package in found:
    package.delete()
print("Deleted.")
