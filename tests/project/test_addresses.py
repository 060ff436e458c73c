"""No template, fact or page writes a scheme, a host or a port of GitLab itself: a reader's may be another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.manifest import BlockStep
from registry_guide.blocks.manifest import load as load_manifest
from registry_guide.blocks.text import Hole, Text
from registry_guide.walk.footing import with_values
from tools.build import ROOT

# What the address of a GitLab may be put through first, and what may then stand right before and right behind it.
FORMS = {"address", "printed", "scheme", "authority", "hostname", "basepath"}
# A word that is an address in GitLab, without being made of the reader's.
TYPED = re.compile(r"gitlab\.example\.com|(?<![\w$])https?://(?=\$?\{?\{?\s*(instance|value)\b)|:443\b|:8443\b")


def literal_faults(name: str, parts: tuple[str | Hole, ...]) -> list[str]:
    """Return what is wrong with how the holes of the address stand in a text."""
    found = []
    for index, part in enumerate(parts):
        if not isinstance(part, Hole) or part.placeholder != "host":
            continue
        before, behind = (parts[at] if 0 <= at < len(parts) else "" for at in (index - 1, index + 1))
        form = part.filters[0]
        if form not in FORMS:
            found.append(f"{name}: the address is written as it was typed, through {form}")
        if form != "scheme" and isinstance(before, str) and re.search(r"https?://$", before):
            found.append(f"{name}: a scheme is typed before the address")
        if isinstance(behind, str) and re.match(r":[0-9]", behind):
            found.append(f"{name}: a port is typed behind the address")
        if form == "hostname" and isinstance(before, str) and re.search(r"://$|@$", before):
            found.append(f"{name}: a host without its port stands in a URL")
        if form == "authority" and isinstance(behind, str) and behind.startswith("/"):
            found.append(f"{name}: the path of GitLab is left out")
    return found


# What an address with everything in it becomes, and where it must stand whole.
TYPED_IN = "https://GitLab.Example.org:8443/below/"
WHOLE = "https://gitlab.example.org:8443/below"
BECOMES = {
    "instance.url": WHOLE,
    "instance.origin": "https://gitlab.example.org:8443",
    "instance.keyring_service": "gitlab.example.org:8443",
    "instance.netrc_machine": "gitlab.example.org",
    "instance.basepath": "/below",
}


def wrong_forms(facts: Facts) -> list[str]:
    """Return each fact that makes of an address what a client does not want there."""
    here = with_values(facts, {"host": TYPED_IN})
    made = {
        name: here.example(text)
        for name, text in facts.values.items()
        if isinstance(text, Text) and any(hole.placeholder == "host" for hole in text.holes)
    }
    found = [f"{name} is {made.get(name)}, not {right}" for name, right in BECOMES.items() if made.get(name) != right]
    for name, text in made.items():
        if "/api/v4" in text:
            address = re.sub(r"//[^/@]*@", "//", text)
            found += [] if address.startswith(f"{WHOLE}/api/v4/") else [f"{name} is {text}, not below {WHOLE}"]
    return found


def typed_in_block(block: BlockStep) -> list[str]:
    """Return what a block writes of GitLab's address itself."""
    parts: list[str | Hole] = []
    end = 0
    for hole in block.holes:
        parts += [block.text[end : hole.start], Hole(hole.placeholder, hole.filters)]
        end = hole.end
    parts.append(block.text[end:])
    literals = [part for part in parts if isinstance(part, str)]
    found = [f"{block.id}: {match.group()} is typed" for part in literals for match in TYPED.finditer(part)]
    return found + literal_faults(block.id, tuple(parts))


def faults(facts: Facts, templates: dict[str, str]) -> list[str]:
    """Return each place that writes a part of GitLab's address itself."""
    found = []
    for name, value in facts.values.items():
        for text in value if isinstance(value, tuple) else (value,):
            assert isinstance(text, Text)
            found += literal_faults(name, text.parts)
            # Shapes are other addresses, on purpose.
            if not name.startswith("shape."):
                found += [
                    f"{name}: {part} is typed" for part in text.parts if isinstance(part, str) and TYPED.search(part)
                ]
    for name, source in templates.items():
        found += [f"{name}: {match.group()} is typed" for match in TYPED.finditer(source)]
        if re.search(r"\bvalue\.host\b", source):
            found.append(f"{name}: takes the address as it was typed, not a fact of the table instance")
    return found


def sources() -> dict[str, str]:
    folder = ROOT / "templates"
    return {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(ROOT / "facts", client_versions(ROOT))


def test_facts_and_templates_take_the_address_from_one_table(facts: Facts) -> None:
    assert faults(facts, sources()) == []


def test_each_form_is_what_its_client_wants(facts: Facts) -> None:
    assert wrong_forms(facts) == []


def test_no_block_types_an_address(site: Path) -> None:
    blocks = [block for page in load_manifest(site / "manifest.json").pages.values() for block in page.blocks]
    assert [fault for block in blocks for fault in typed_in_block(block)] == []


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
