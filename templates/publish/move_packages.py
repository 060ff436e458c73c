{#-
language = "python"
kind = "file"
file = "move_packages.py"
purpose = "downloads every file of the packages that you name, uploads those that GitLab lacks, and compares the hashes"
run = "walk"
-#}
# /// script
# dependencies = ["pypi-simple=={{ client["pypi-simple"].version | text }}", "requests", "twine=={{ client.twine.version | text }}"]
# ///
import os
import subprocess
import sys
from getpass import getpass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import requests
from pypi_simple import PyPISimple

old = "{{ value.old_index | python }}"
gitlab = "{{ project.upload_url | python }}"
user = input("Username for the old index, or Enter: ")
old_login = (user, getpass("Its password or token: ")) if user else None
login = "{{ token.deploy.username | python }}", getpass("Deploy token for GitLab: ")


def in_gitlab(path):
    # By its hash: what GitLab does not have by its name, it would look for on PyPI.
    address = f"{gitlab}/files/{sha256(path.read_bytes()).hexdigest()}/{path.name}"
    answer = requests.head(address, auth=login, timeout=60)
    if answer.status_code != 404:
        answer.raise_for_status()
    return answer.status_code != 404


paths = []
with PyPISimple(old, auth=old_login) as index:
    for name in sys.argv[1:]:
        for file in index.get_project_page(name).packages:
            if urlsplit(file.url).netloc != urlsplit(old).netloc:
                sys.exit(f"The old index does not have this file itself: {file.url}")
            if file.is_yanked:
                print("yanked, left out:", file.filename)
                continue
            print("found:", file.filename)
            paths.append(Path("moved", Path(file.filename).name))
            index.download_package(file, paths[-1])  # It ends here if the hash is another.
if input("Upload what GitLab does not have? Type yes: ") != "yes":
    sys.exit("Nothing was uploaded.")
twine = [sys.executable, "-m", "twine", "upload", "--non-interactive", "--repository-url", gitlab]
names = "{{ username_variable.twine | python }}", "{{ password_variable.twine | python }}"
environment = os.environ | dict(zip(names, login))
for path in paths:
    if not in_gitlab(path):
        subprocess.run([*twine, path], env=environment)
missing = [path.name for path in paths if not in_gitlab(path)]
print(f"{len(paths) - len(missing)} of {len(paths)} files are in GitLab with the same SHA-256.")
sys.exit(bool(missing) and f"Missing: {', '.join(missing)}")
