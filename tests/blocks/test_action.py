"""What follows a menu: read from its fact, written into the manifest."""

from __future__ import annotations

import pytest

from registry_guide.records import manifest as manifests
from registry_guide.records.action import Action
from registry_guide.records.manifest import MenuStep
from tests.blocks.project import FACTS, Guide

MENU = """
[menu.make]
holds = "1.0"
saves = "Make"
source = "https://docs.example.org"
steps = ["Select **Make**."]
"""
ACTION = """
[menu.make.action]
post = "{instance.url}/api/{package | urlpath}"
body.name = "mine"
body.scopes = ["read"]
fills.token = "secret"
"""


def build(guide: Guide, facts: str) -> str:
    guide.write("facts/facts.toml", FACTS + facts)
    if not (guide.root / "docs/index.md").exists():
        guide.page("index", "```{menu} make\n```\n")
    return guide.build()


def step(guide: Guide) -> object:
    (found,) = manifests.load(guide.root / "out/html/manifest.json").pages["index"].steps
    return found


def test_a_menu_may_have_an_action(guide: Guide) -> None:
    assert build(guide, MENU) == ""
    assert step(guide) == MenuStep("make", {})
    assert build(guide, MENU + ACTION) == ""
    action = Action(
        "https://gitlab.example.com/api/my-package", {"name": "mine", "scopes": ["read"]}, {"token": "secret"}
    )
    assert step(guide) == MenuStep("make", {}, action)
    assert "Select <strong>Make</strong>" in guide.html("index")
    assert "mine" not in guide.html("index")


def test_a_changed_action_is_read_again(guide: Guide) -> None:
    assert build(guide, MENU + ACTION) == ""
    assert build(guide, MENU + ACTION.replace("mine", "other")) == ""
    found = step(guide)
    assert isinstance(found, MenuStep) and found.action is not None
    assert found.action.body["name"] == "other"
    assert build(guide, MENU + ACTION + 'body.new = "new"\n') == ""
    found = step(guide)
    assert isinstance(found, MenuStep) and found.action is not None
    assert found.action.body["new"] == "new"
    assert build(guide, MENU + ACTION + 'body.new = "new"\n') == ""
    assert guide.read == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("fills.token", "fills.tokens", 'there is no placeholder "tokens"; did you mean "token"?'),
        ("body.name", "bodies.name", 'there is no key of an action "bodies"; did you mean "body"?'),
        ('post = "{instance.url}/api/{package | urlpath}"\n', "", 'menu.make.action needs "post"'),
    ],
)
def test_a_mistake_is_told_where_the_menu_stands(guide: Guide, old: str, new: str, sentence: str) -> None:
    said = build(guide, MENU + ACTION.replace(old, new))
    assert sentence in said
    assert "docs/index.md:" in said
