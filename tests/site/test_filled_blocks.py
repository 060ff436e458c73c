"""Any value, in any block of the site: the real parser gives it back, and nothing else changes."""

from __future__ import annotations

import io
import json
import re
import string
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry_guide.blocks import manifest as manifests
from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.fill import fill
from registry_guide.blocks.head import Kind
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.manifest import BlockStep, FilledHole, Manifest
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import Refused, apply
from tests.blocks.parsers import SECONDS, ini, netrc_entries, python_words
from tests.blocks.vectors import SINGLE, WHOLE
from tools.build import HTML, ROOT


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(ROOT / "facts", client_versions(ROOT))


def commands(text: str) -> list[str]:
    """Give the words of all commands that bash would run, without running one: no program is on PATH."""
    catch = "command_not_found_handle() { printf '%s\\0' \"$@\" >&3; }\nexec 3>&1 >/dev/null 2>&1\n"
    told = ("export", "read", "cd", "unset")
    builtin = "".join(f'{name}() {{ command_not_found_handle {name} "$@"; }}\n' for name in told)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["/bin/bash", "--norc", "--noprofile", "-c", catch + builtin + text],
            capture_output=True,
            cwd=folder,
            env={"PATH": "/nonexistent", "LC_ALL": "C.UTF-8", "HOME": folder},
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
        )
    return done.stdout.decode().split("\0")


def docker_words(text: str) -> list[str]:
    """Give the words of all commands of a Dockerfile, as the engine hands them to a shell."""
    # Its types say text, and it reads bytes.
    parser = DockerfileParser(fileobj=io.BytesIO(text.encode()))  # type: ignore[arg-type]
    runs = [each["value"] for each in parser.structure if each["instruction"] == "RUN"]
    assert runs
    return [word for run in runs for word in commands(re.sub(r"^(--\S+\s+)*", "", run))]


#: The parser of each language, and the context whose quoting that parser undoes.
PARSERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "toml": ("toml", tomllib.loads),
    "yaml": ("yaml", yaml.safe_load),
    "ini": ("ini", ini),
    "json": ("json", json.loads),
    "bash": ("shell", commands),
    "docker": ("shell", docker_words),
    "netrc": ("netrc", netrc_entries),
    "python": ("python", python_words),
}


#: Signs that divide an address into its parts (RFC 3986, section 3).
DIVIDING = "/?#@"


def parser_of(block: BlockStep) -> str | None:
    if block.kind is Kind.OUTPUT:
        return None
    return block.language


def leaves(tree: Any) -> Iterator[str]:
    """Give all strings of a parsed file, keys too, in order."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(key)
            yield from leaves(value)
    elif isinstance(tree, (list, tuple)):
        for each in tree:
            yield from leaves(each)
    else:
        yield str(tree)


def parsed_with(block: BlockStep, values: dict[str, str]) -> list[str]:
    language = parser_of(block)
    assert language
    return list(parsed(language, fill(block.text, block.holes, values)))


@cache
def parsed(language: str, text: str) -> tuple[str, ...]:
    return tuple(leaves(PARSERS[language][1](text)))


def read_back(hole: FilledHole, context: str, value: str) -> str:
    """Give what the parser of a block must find in a hole: all filters' work, but for the last that it undoes."""
    filters = hole.filters[:-1] if hole.filters[-1] == context else hole.filters
    return apply(filters, value)


def check(block: BlockStep, values: dict[str, str]) -> bool:
    """Assert that a block parses to what the values say; give False if a context refuses one."""
    language = parser_of(block)
    assert language
    context = PARSERS[language][0]
    try:
        fill(block.text, block.holes, values)
        # Words that no filter changes show where each hole's value comes out.
        signs = {name: f"zq{index}qz" for index, name in enumerate(sorted(values))}
        wanted = parsed_with(block, signs)
        has_new_part = False
        for hole in block.holes:
            if hole.placeholder in values:
                sign, value = (read_back(hole, context, each[hole.placeholder]) for each in (signs, values))
                # The path of an address, which a word alone has not.
                has_new_part |= value != sign == ""
                at = next(index for index, leaf in enumerate(wanted) if sign in leaf)
                wanted[at] = wanted[at].replace(sign, value, 1) if sign else wanted[at]
    except Refused:
        return False
    found = parsed_with(block, values)
    assert len(found) == len(wanted) if has_new_part else found == wanted
    return True


def out_of_place(block: BlockStep, facts: Facts) -> list[str]:
    """Give the filters of a block that quote for another place than that in which they stand."""
    fitting = facts.languages[block.language].filters
    return [hole.filters[-1] for hole in block.holes if parser_of(block) and hole.filters[-1] not in fitting]


def pieces(block: BlockStep, values: dict[str, str]) -> list[str]:
    """Give the strings of a filled block as its parser finds them, or its words if it has no parser."""
    return parsed_with(block, values) if parser_of(block) else fill(block.text, block.holes, values).split()


def legal(placeholder: Placeholder) -> Iterator[str]:
    """Give values that a placeholder's rule takes, with every sign that it takes."""
    for sign in string.punctuation:
        for value in (f"a{sign}b", f"a{sign}b/c{sign}d"):
            if re.fullmatch(placeholder.rule, value):
                yield value


def divided(block: BlockStep, facts: Facts) -> str:
    """Say which legal value becomes more than one part of an address in a block; empty if none does."""
    for name in sorted({hole.placeholder for hole in block.holes}):
        placeholder = facts.placeholders[name]
        # An address with a path is a legal one; what is made of it has its own tests.
        if placeholder.secret or placeholder.filter:
            continue
        before = pieces(block, {name: "zqz"})
        for value in legal(placeholder):
            after = pieces(block, {name: value})
            for old, new in zip(before, after, strict=True):
                address = "zqz" in old and any(sign in old for sign in DIVIDING)
                if address and any(old.count(sign) != new.count(sign) for sign in DIVIDING):
                    return f"{name} = {value} gives {new}"
    return ""


def blocks() -> list[BlockStep]:
    """Give one block for each text of the site that has holes and a parser."""
    found = {
        block.sha256: block
        for page in manifests.load(HTML / "manifest.json").pages.values()
        for block in page.blocks
        if block.holes and parser_of(block)
    }
    return list(found.values())


def names_of(block: BlockStep, manifest: Manifest) -> list[str]:
    return sorted({hole.placeholder for hole in block.holes} - set(manifest.secrets))


def test_every_language_has_its_parser(manifest: Manifest) -> None:
    languages = {parser_of(block) for page in manifest.pages.values() for block in page.blocks if block.holes}
    assert languages - {None} <= set(PARSERS)


def test_vectors_in_every_block(manifest: Manifest) -> None:
    held = 0
    for block in blocks():
        names = names_of(block, manifest)
        for value in [*SINGLE, *WHOLE[:-3], "a" + "".join(SINGLE[:8]) + "b"]:
            # A host refuses what a name takes: then one at a time.
            together = check(block, dict.fromkeys(names, value))
            held += together + sum(check(block, {name: value}) for name in names if not together)
    assert held > 500


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_in_any_block(manifest: Manifest, data: st.DataObject) -> None:
    block = data.draw(st.sampled_from(blocks()))
    text = st.text(max_size=12) | st.sampled_from(SINGLE)
    names = data.draw(st.sets(st.sampled_from(names_of(block, manifest)), min_size=1))
    values = {name: data.draw(text, label=name) for name in sorted(names)}
    check(block, values)


def test_each_value_is_quoted_for_its_place(manifest: Manifest, facts: Facts) -> None:
    found = {block.id: out_of_place(block, facts) for block in blocks()}
    assert found
    assert not {name: filters for name, filters in found.items() if filters}


def test_a_legal_value_is_one_part_of_an_address(manifest: Manifest, facts: Facts) -> None:
    assert "a/b" in legal(facts.placeholders["group"])
    found = {block.id: divided(block, facts) for page in manifest.pages.values() for block in page.blocks}
    assert not {name: said for name, said in found.items() if said}


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
