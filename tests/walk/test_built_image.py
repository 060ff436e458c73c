"""Dockerfiles as they are, built by buildah from images that are made of this machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import Page, load
from registry_guide.walk.clients.install import Clients
from registry_guide.walk.report import failure
from registry_guide.walk.run import WalkContext
from tools.emulate.image import Images

# What a machine without root's rights, or within a container that has few, says.
UNABLE = ("there is no buildah here", "permi", "unshare", "clone")
# What buildah says that knows no secret as a variable.
NO_VARIABLE = "secret should have syntax id=id"


@pytest.fixture(scope="module")
def page(site: Path) -> Page:
    """Return the page on images."""
    return load(site / "manifest.json").pages["install/docker"]


@pytest.fixture(scope="module")
def images(facts: Facts, pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Images]:
    """Return the images that the page's Dockerfiles name; where this machine can make none, say so."""
    place = tmp_path_factory.mktemp("images")
    made = Images(place, pinned.commands / "uv")
    unable = made.make(facts)
    assert not unable or any(each in unable.lower() for each in UNABLE), unable
    if unable:
        pytest.skip(f"the Dockerfiles are only emulated: {unable}")
    yield made
    shutil.rmtree(place)


def test_an_image_installs_the_package_and_holds_no_token(
    page: Page, images: Images, facts: Facts, context: WalkContext
) -> None:
    dockerfiles = [block for block in page.blocks if block.by == "dockerfile"]
    assert len(dockerfiles) > 1
    for number, each in enumerate(dockerfiles):
        result = context.walk(images.path_of("install/docker", page, facts, number))
        if result.fault and each.options["secret"] == "variable":
            # An older buildah, as the page says.
            assert NO_VARIABLE in failure(result)
        else:
            assert result.fault is None, failure(result)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("uv sync --locked", "uv sync --locked && cp /run/secrets/gitlab_token /token", "ended with exit status 1"),
        ("/run/secrets/gitlab_token)", "/run/secrets/other_token)", "401"),
        ("id=gitlab_token,", "id=other_token,", "other_token"),
    ],
)
def test_a_mistake_is_noticed(
    page: Page, images: Images, facts: Facts, context: WalkContext, right: str, wrong: str, said: str
) -> None:
    number = next(at for at, block in enumerate(block for block in page.blocks if block.by == "dockerfile") if at)
    route = images.path_of("install/docker", page, facts, number, lambda text: text.replace(right, wrong))
    result = context.walk(route)
    assert result.fault is not None
    assert said in failure(result)


def test_a_program_that_may_change_its_own_files_is_noticed(
    page: Page, images: Images, facts: Facts, context: WalkContext
) -> None:
    dockerfiles = [block for block in page.blocks if block.by == "dockerfile"]
    (number,) = (at for at, block in enumerate(dockerfiles) if block.options["user"] == "another")
    open_to_all = "RUN python3 -c \"import os; os.chmod('main.py', 0o666)\"\nUSER 1000"
    wrong = images.path_of("install/docker", page, facts, number, lambda text: text.replace("USER 1000", open_to_all))
    result = context.walk(wrong)
    assert result.fault is not None
    assert "ended with exit status 3" in failure(result)
