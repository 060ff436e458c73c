"""No template, fact or page writes a scheme, a host or a port of GitLab itself: a reader's may be another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Hole
from registry_guide.records.manifest import BlockStep
from registry_guide.records.manifest import load as load_manifest
from tools.build import ROOT
from tools.checks.addresses import FORMS, faults, literal_faults


def sources() -> dict[str, str]:
    folder = ROOT / "templates"
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_facts_and_templates_take_the_address_from_one_table(facts: Facts) -> None:
    assert faults(facts, sources()) == []


def test_no_page_types_an_address() -> None:
    pages = [path for path in (ROOT / "docs").rglob("*.md") if "contribute" not in path.parts]
    typed = re.compile(r"gitlab\.example\.com")
    found = [str(path.relative_to(ROOT)) for path in pages if typed.search(path.read_text("utf-8"))]
    # The practice registry answers under it; the other shows what an index answered.
    assert [each for each in found if each not in ("docs/practice.md", "docs/explain/names.md")] == []


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("curl https://gitlab.example.com/api\n", "gitlab.example.com is typed"),
        ("curl https://{{ instance.authority | shell }}/api\n", "https:// is typed"),
        ("machine {{ value.host | netrc }}\n", "takes the address as it was typed"),
        ("host: {{ instance.hostname | yaml }}:8443\n", ":8443 is typed"),
    ],
)
def test_a_template_that_types_one_is_found(facts: Facts, template: str, sentence: str) -> None:
    (found,) = faults(facts, {"a.sh": template})
    assert sentence in found


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (("https://", Hole("host", ("authority",))), "a scheme is typed"),
        ((Hole("host", ("address",)), ":8443/x"), "a port is typed"),
        ((Hole("host", ("text",)),), "as it was typed"),
        (("ssh://git@", Hole("host", ("hostname",)), "/x"), "without its port"),
        ((Hole("host", ("scheme",)), "://", Hole("host", ("authority",)), "/api"), "path of GitLab is left out"),
    ],
)
def test_a_fact_that_types_one_is_found(parts: tuple[str | Hole, ...], sentence: str) -> None:
    assert any(sentence in each for each in literal_faults("a.fact", parts))


def test_every_hole_of_the_built_site_has_a_form(site: Path) -> None:
    holes = [
        (step.id, hole)
        for page in load_manifest(site / "manifest.json").pages.values()
        for step in page.steps
        if isinstance(step, BlockStep)
        for hole in (*step.holes, *step.file_holes)
        if hole.placeholder == "host"
    ]
    assert len(holes) > 20
    assert [(name, hole.filters) for name, hole in holes if hole.filters[0] not in FORMS] == []
