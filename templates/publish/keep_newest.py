{#-
language = "python"
kind = "file"
file = "keep_newest.py"
purpose = "asks for the token, finds all versions of the package but the newest ones, and deletes them if you say so"
run = "walk"
-#}
# /// script
# dependencies = ["packaging", "python-gitlab=={{ client["python-gitlab"].version | text }}"]
# ///
import sys
from getpass import getpass

from gitlab import Gitlab
from packaging.utils import canonicalize_name
from packaging.version import Version

name, count = "{{ value.package | normalised | python }}", int(sys.argv[1])
server = Gitlab("{{ instance.url | python }}", private_token=getpass("Token: "))
project = server.projects.get("{{ value.project | python }}")
packages = project.packages.list(iterator=True, package_type="pypi")
found = [package for package in packages if canonicalize_name(package.name) == name]
# GitLab keeps each spelling of a name and of a version apart, and installers see them as one.
versions = sorted({Version(package.version) for package in found}, reverse=True)
if count < 1 or len(versions) <= count:
    sys.exit(f"Nothing to delete: there are {len(versions)} versions, and at least one is kept.")
for at, version in enumerate(versions):
    print("keep  " if at < count else "delete", version)
if input("Delete these? Type yes: ") != "yes":
    sys.exit("Nothing was deleted.")
for package in found:
    if Version(package.version) in versions[count:]:
        package.delete()
print("Deleted.")
