"""What the guide says that GitLab's registry does not have, or has: asked of pages that would show it."""

from collections.abc import Callable

import httpx
import pytest

from registry_guide.blocks import facts as all_facts
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running
from tests.practice.test_rest import Api
from tools.build import ROOT

JSON = "application/vnd.pypi.simple.latest+json"
FEATURES = rows_of(all_facts.load(ROOT / "facts", client_versions(ROOT)), "feature")


@pytest.mark.parametrize("name", FEATURES)
def test_a_page_lacks_what_the_guide_says_it_lacks(
    registry: Callable[[str], Running], clients: Callable[[str], httpx.Client], name: str
) -> None:
    running = registry("")
    reader = ("", running.tokens["admin"])
    Api(running).upload("complete", reader, project="/projects/public%2Fother")
    answer = clients(running.plain).get(
        "/api/v4/projects/public%2Fother/packages/pypi/simple/complete/", auth=reader, headers={"Accept": JSON}
    )
    assert answer.status_code == 200
    assert "#sha256=" in answer.text
    assert FEATURES[name]["absent"] not in answer.text + str(answer.headers)


def test_a_groups_address_offers_the_files_of_both_projects_that_have_a_name(
    registry: Callable[[str], Running], clients: Callable[[str], httpx.Client]
) -> None:
    running = registry("")
    reader = ("", running.tokens["admin"])
    places = ("public%2Fother", "public%2Fproject")
    for at, place in enumerate(places):
        assert Api(running).upload("held-twice", reader, project=f"/projects/{place}", version=f"{at}.1") == 201
    page = clients(running.plain).get("/api/v4/groups/public/-/packages/pypi/simple/held-twice/", auth=reader).text
    assert page.count("<a href") == len(places)
