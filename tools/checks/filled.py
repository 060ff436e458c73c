"""Any value, in any block: the real parser gives it back, and nothing else changes."""

import io
import json
import re
import string
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import yaml
from dockerfile_parse import DockerfileParser

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.fill import fill
from registry_guide.blocks.placeholder import Placeholder
from registry_guide.blocks.quoting import apply
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, FilledHole, Manifest
from tools.checks.readers import SECONDS, fish_words, ini, metadata, netrc_entries, powershell_words, python_words


def commands(text: str) -> list[str]:
    """Give the words of all commands that bash would run, with one argument; none is run: no program is on PATH."""
    catch = "command_not_found_handle() { printf '%s\\0' \"$@\" >&3; }\nexec 3>&1 >/dev/null 2>&1\n"
    told = ("export", "read", "cd", "unset", "echo")
    builtin = "".join(f'{name}() {{ command_not_found_handle {name} "$@"; }}\n' for name in told)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["/bin/bash", "--norc", "--noprofile", "-c", catch + builtin + text, "script", "word"],
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


def script(text: str) -> list[Any]:
    """Give what the metadata in the comment of a Python script says, and then the words of the script."""
    return [metadata(text), *python_words(text)]


#: The parser of each language, and the context whose quoting that parser undoes.
PARSERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "toml": ("toml", tomllib.loads),
    "yaml": ("yaml", yaml.safe_load),
    "ini": ("ini", ini),
    "json": ("json", json.loads),
    "bash": ("shell", commands),
    "fish": ("shell", fish_words),
    "powershell": ("powershell", powershell_words),
    "docker": ("shell", docker_words),
    "netrc": ("netrc", netrc_entries),
    "python": ("python", script),
}
#: Signs that divide an address into its parts (RFC 3986, section 3).
DIVIDING = "/?#@"


def parser_of(block: BlockStep) -> str | None:
    """Give the name of a block's parser; none for output, which nobody copies."""
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
    """Give the strings that a block's parser finds once it is filled in."""
    language = parser_of(block)
    assert language
    return list(parsed(language, fill(block.text, block.holes, values)))


@cache
def parsed(language: str, text: str) -> tuple[str, ...]:
    """Give the strings that a language's parser finds in a text."""
    return tuple(leaves(PARSERS[language][1](text)))


def read_back(hole: FilledHole, context: str, value: str) -> str:
    """Give what the parser of a block must find in a hole: all filters' work, but for the last that it undoes."""
    undone = {context, "toml"} if context == "python" else {context}
    filters = hole.filters[:-1] if hole.filters[-1] in undone else hole.filters
    return apply(filters, value)


def harm(block: BlockStep, values: dict[str, str]) -> str:
    """Say what a reader's values do to a block besides standing in their places; empty if nothing.

    Args:
        block: a block that has a parser.
        values: what the reader typed, by placeholder.

    Raises:
        BadValueError: a context takes no such value.
    """
    language = parser_of(block)
    assert language
    context = PARSERS[language][0]
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
    try:
        found = parsed_with(block, values)
    # Each parser has errors of its own.
    except Exception as error:  # noqa: BLE001
        return f"{block.id} with {values}: {error}"
    right = len(found) == len(wanted) if has_new_part else found == wanted
    return "" if right else f"{block.id} with {values}: {found}, not {wanted}"


def out_of_place(block: BlockStep, facts: Facts) -> list[str]:
    """Give the filters of a block that quote for another place than that in which they stand."""
    fitting = facts.languages[block.language].filters
    # What the page makes itself is a comment, which ends with its line.
    typed = [hole for hole in block.holes if not facts.placeholders[hole.placeholder].made]
    return [hole.filters[-1] for hole in typed if parser_of(block) and hole.filters[-1] not in fitting]


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
        if not placeholder.typed or placeholder.filter:
            continue
        before = pieces(block, {name: "zqz"})
        for value in legal(placeholder):
            after = pieces(block, {name: value})
            for old, new in zip(before, after, strict=True):
                address = "zqz" in old and any(sign in old for sign in DIVIDING)
                if address and any(old.count(sign) != new.count(sign) for sign in DIVIDING):
                    return f"{name} = {value} gives {new}"
    return ""


def names_of(block: BlockStep, manifest: Manifest) -> list[str]:
    """Give the placeholders of a block that a reader may fill in."""
    return sorted({hole.placeholder for hole in block.holes} - {*manifest.secrets, *manifest.made})
