"""The code of a how-to begins on the first screen: whoever comes for it need not read or scroll to it."""

from __future__ import annotations

import pytest

from registry_guide.records.manifest import Manifest
from tests.project.test_form import HOW_TOS
from tools.site.visit import HEIGHT, Visitor

#: How far below the top the first code may begin, at a desk: half of a screen.
MOST = HEIGHT / 2
#: Pages whose task is done in GitLab's own pages, with the reason why their blocks come later.
LATER = {"publish/protect": "the blocks only show what the rule does, which the reader makes first"}

NAMES = [name.removesuffix(".md") for name in HOW_TOS]
# A page is looked at by the worker that visits it for the other tests as well: test_pages.py.
EARLY = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NAMES if name not in LATER]


@pytest.mark.parametrize("name", EARLY)
def test_the_first_code_of_a_how_to_is_on_the_first_screen(visitor: Visitor, manifest: Manifest, name: str) -> None:
    top = visitor.arrival(name).code
    assert (top is None) == (not manifest.pages[name].blocks)
    assert top is None or top <= MOST, f"{top:.0f} px: move what is not needed before the first block below it"


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in LATER])
def test_a_page_whose_code_comes_later_is_one(visitor: Visitor, name: str) -> None:
    assert name in NAMES
    assert (visitor.arrival(name).code or 0) > MOST
