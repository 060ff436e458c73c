"""Lines of the pages that read a file, given more than a walk has there: each still says what the page says of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from registry_guide.records.manifest import BlockStep, Manifest

# What curl writes into its log over HTTP/1.1, over HTTP/2, and through a proxy that wants a password.
LOG = """\
* using HTTP/2
* Server auth using Basic with user 'name'
* [HTTP/2] [1] [:method: GET]
* [HTTP/2] [1] [authorization: Basic c2VjcmV0]
> Proxy-Authorization: Basic c2VjcmV0
> GET /simple/ HTTP/2
> Authorization: Basic c2VjcmV0
< HTTP/2 200
"""
GITLAB, PYPI = "https://gitlab.example.com/api/v4/projects/1/packages/pypi", "https://files.pythonhosted.org/packages"
LOCK = """\
version = 1

[[package]]
name = "my-app"
version = "0.1.0"
source = {{ virtual = "." }}
dependencies = [
    {{ name = "my-package" }},
]

[[package]]
name = "my-package"
version = "0.1.0"
source = {{ registry = "{gitlab}/simple" }}
sdist = {{ url = "{address}", hash = "sha256:aa", size = 1 }}
wheels = [
    {{ url = "{gitlab}/files/bb/my_package-0.1.0-py3-none-any.whl", hash = "sha256:bb" }},
]

[[package]]
name = "my-package-more"
version = "1.0"
source = {{ registry = "https://pypi.org/simple" }}
sdist = {{ url = "{pypi}/my_package_more-1.0.tar.gz", hash = "sha256:cc", size = 1 }}
"""
# As build backends spell the name of an sdist, now and before.
SDISTS = ["my_package-0.1.0.tar.gz", "my-package-0.1.0.tar.gz", "my.package-0.1.0.zip", "My_Package-0.1.0.tar.gz"]


def line(manifest: Manifest, template: str) -> BlockStep:
    return next(block for page in manifest.pages.values() for block in page.blocks if block.template == template)


def run(block: BlockStep, folder: Path) -> str:
    done = subprocess.run(["bash", "-c", block.text], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_log_of_curl_from_which_the_token_was_taken_has_it_nowhere(manifest: Manifest, tmp_path: Path) -> None:
    (tmp_path / "curl.log").write_text(LOG)
    run(line(manifest, "fails/log-remove.sh"), tmp_path)
    (left,) = tmp_path.iterdir()
    assert "c2VjcmV0" not in left.read_text()
    assert left.read_text().count("\n") == LOG.count("\n") - 3


@pytest.mark.parametrize("sdist", SDISTS)
def test_a_strangers_sdist_is_found_however_it_is_spelled(manifest: Manifest, tmp_path: Path, sdist: str) -> None:
    (tmp_path / "uv.lock").write_text(LOCK.format(gitlab=GITLAB, pypi=PYPI, address=f"{PYPI}/{sdist}"))
    assert run(line(manifest, "safety/where.sh"), tmp_path).splitlines() == [
        f"{PYPI}/{sdist}",
        f"{GITLAB}/files/bb/my_package-0.1.0-py3-none-any.whl",
    ]
    assert run(line(manifest, "safety/hosts.sh"), tmp_path).splitlines() == [
        "files.pythonhosted.org my-package",
        "files.pythonhosted.org my-package-more",
        "gitlab.example.com my-package",
    ]


def test_an_address_in_git_is_told_too(manifest: Manifest, tmp_path: Path) -> None:
    address = "https://gitlab.example.com/my-group/my-project.git?rev=v1#aa"
    (tmp_path / "uv.lock").write_text(f'[[package]]\nname = "my-package"\nsource = {{ git = "{address}" }}\n')
    assert run(line(manifest, "safety/where.sh"), tmp_path) == f"{address}\n"
