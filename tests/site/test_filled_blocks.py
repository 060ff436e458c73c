"""Any value, in any block of the site: the real parser gives it back, and nothing else changes."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.fill import fill
from registry_guide.blocks.quoting import BadValueError
from registry_guide.records import manifest as manifests
from registry_guide.records.manifest import BlockStep, FilledHole, Manifest
from tests.blocks.vectors import SINGLE, WHOLE
from tools.build import HTML
from tools.checks.filled import PARSERS, divided, harm, leaves, legal, names_of, parser_of
from tools.checks.formats import SHELLS


def blocks() -> list[BlockStep]:
    """Give one block for each text of the site that has holes and a parser."""
    found = {
        block.sha256: block
        for page in manifests.load(HTML / "manifest.json").pages.values()
        for block in page.blocks
        if block.holes and parser_of(block)
    }
    return list(found.values())


def held(block: BlockStep, values: dict[str, str]) -> bool:
    """Assert that a block parses to what the values say; give False if a context refuses one.

    Nothing is no word of a command, and no field gives it: only a part of an address may be empty.
    """
    if block.language in {*SHELLS, "fish"} and "" in values.values():
        return False
    try:
        said = harm(block, values)
    except BadValueError:
        return False
    assert not said
    return True


def apart(name: str, value: str) -> str:
    """Give a value for a field: what a second package or project is called is never what the first one is."""
    return f"{value}-other" if name.startswith("other_") else value


def test_every_language_has_its_parser(manifest: Manifest) -> None:
    languages = {parser_of(block) for page in manifest.pages.values() for block in page.blocks if block.holes}
    assert languages - {None} <= set(PARSERS)


@pytest.mark.parametrize("language", sorted(PARSERS))
def test_vectors_in_every_block(manifest: Manifest, language: str) -> None:
    count, values = 0, [*SINGLE, *WHOLE[:-3], "a" + "".join(SINGLE[:8]) + "b"]
    for block in (each for each in blocks() if parser_of(each) == language):
        names = names_of(block, manifest)
        for value in values:
            # A host refuses what a name takes: then one at a time.
            together = held(block, {name: apart(name, value) for name in names})
            count += together + sum(held(block, {name: apart(name, value)}) for name in names if not together)
    assert count > len(values), "some block takes each of them, or several do the rest"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_any_block(manifest: Manifest, data: st.DataObject) -> None:
    block = data.draw(st.sampled_from([each for each in blocks() if names_of(each, manifest)]))
    text = st.text(max_size=12) | st.sampled_from(SINGLE)
    names = data.draw(st.sets(st.sampled_from(names_of(block, manifest)), min_size=1))
    values = {name: apart(name, data.draw(text, label=name)) for name in sorted(names)}
    held(block, values)


def test_what_may_be_empty_is_a_part_of_a_word(manifest: Manifest) -> None:
    parts = 0
    for block in (block for page in manifest.pages.values() for block in page.blocks if block.language in SHELLS):
        for hole in (hole for hole in block.holes if hole.start == hole.end):
            around = block.text[: hole.start][-1:] + block.text[hole.end :][:1]
            assert around.strip(" =\n"), f"{block.id}: an empty {hole.placeholder} would be no word at all"
            parts += 1
    assert parts


def test_values_of_a_group_are_tried_with_a_slash(facts: Facts) -> None:
    assert "a/b" in legal(facts.placeholders["group"])


def test_a_slash_that_divides_an_address_is_noticed(facts: Facts) -> None:
    block = next(each for each in blocks() if any("urlpath" in hole.filters for hole in each.holes))
    raw = [replace(hole, filters=tuple(name for name in hole.filters if name != "urlpath")) for hole in block.holes]
    assert divided(replace(block, holes=tuple(raw)), facts).startswith("project = ")


def test_a_value_that_breaks_out_is_noticed(manifest: Manifest) -> None:
    block = next(each for each in blocks() if parser_of(each) == "toml")
    name = names_of(block, manifest)[0]
    raw = [FilledHole(hole.start, hole.end, hole.placeholder, ("text",)) for hole in block.holes]
    with pytest.raises((tomllib.TOMLDecodeError, AssertionError)):
        list(leaves(tomllib.loads(fill(block.text, raw, {name: '", other = "'}))))
