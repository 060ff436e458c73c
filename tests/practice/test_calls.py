"""The calls that the guide's page on the API lists: each is asked with the lowest role, and with the role below."""

from collections.abc import Iterator

import pytest

from registry_guide.blocks import facts as all_facts
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import practice
from tests.practice.test_rest import PROJECT, Api
from tools.build import ROOT
from tools.checks.asking import WORLD

CALLS = rows_of(all_facts.load(ROOT / "facts", client_versions(ROOT)), "call")


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with practice(world=WORLD) as running:
        yield Api(running)


@pytest.mark.parametrize("name", CALLS)
def test_a_call_needs_the_role_that_the_page_says(api: Api, name: str) -> None:
    row = CALLS[name]
    assert api.upload(f"{name}-is-called", ("", api.tokens["owner"])) == 201
    (package,) = api("GET", f"{PROJECT}/packages?package_name={name}-is-called").json()
    (file,) = api("GET", f"{PROJECT}/packages/{package['id']}/package_files").json()
    method, _, path = row["request"].partition(" ")
    of_group = path.startswith("/groups/")
    path = path.replace("/projects/:id", PROJECT).replace("/groups/:id", "/groups/private")
    path = path.replace(":package_id", str(package["id"])).replace(":file_id", str(file["id"]))
    if "below" in row:
        assert api(method, path, row["below"].lower()).status_code == int(row["refused"])
    caller = f"group_{row['least'].lower()}" if of_group else row["least"].lower()
    assert api(method, path, caller).status_code == int(row["status"])


def test_the_files_have_what_the_page_says(api: Api) -> None:
    assert api.upload("sized", ("", api.tokens["owner"])) == 201
    (package,) = api("GET", f"{PROJECT}/packages?package_name=sized").json()
    (file,) = api("GET", f"{PROJECT}/packages/{package['id']}/package_files").json()
    assert {"file_name", "size", "file_sha256"} <= file.keys()
