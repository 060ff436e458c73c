"""Blocks that are merged into a TOML file."""

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from registry_guide.walk.files.merge import CannotMergeError, merge

INDEX = '[[tool.uv.index]]\nname = "gitlab"\nurl = "new"\n'
SOURCE = '[tool.uv.sources]\nmy-package = { index = "gitlab" }\n'

# What it shows; the file; the block; the file afterwards.
MERGED: dict[str, tuple[str, str, str]] = {
    "a table that is new comes last": ("[project]\n", INDEX, f"[project]\n\n{INDEX}"),
    "into an empty file": ("", INDEX, INDEX),
    "a key joins its table, above the comment of the next": (
        '[tool.uv.sources]\nb = { index = "x" } # b\n\n# c\n[c]\n',
        SOURCE,
        '[tool.uv.sources]\nb = { index = "x" } # b\nmy-package = { index = "gitlab" }\n\n# c\n[c]\n',
    ),
    "a key gets another value": ("[a]\nx = 1 # x\ny = 2\n", "[a]\nx = 3\n", "[a]\nx = 3 # x\ny = 2\n"),
    "an inline table is a value": (
        '[tool.uv.sources]\nmy-package = { path = "." }\n',
        SOURCE,
        SOURCE,
    ),
    "a row of another name": (
        '[[tool.uv.index]]\nname = "x"\n\n# about b\n[b]\n',
        INDEX,
        f'[[tool.uv.index]]\nname = "x"\n\n{INDEX}\n# about b\n[b]\n',
    ),
    "the row of that name is replaced": (
        '[[tool.uv.index]]\nname = "gitlab"\ndefault = true\nurl = "old"\n\n# about b\n[b]\n',
        INDEX,
        f"{INDEX}\n# about b\n[b]\n",
    ),
    "rows without a name come last": ("[[r]]\na = 1\n", "[[r]]\na = 2\n", "[[r]]\na = 1\n\n[[r]]\na = 2\n"),
    "a row in inline form": (
        'tool.uv.index = [{ name = "x" }]\n',
        INDEX,
        'tool.uv.index = [{ name = "x" }, {name = "gitlab",url = "new"}]\n',
    ),
}


@pytest.mark.parametrize("name", MERGED)
def test_merged_as_a_reader_would(name: str) -> None:
    held, block, merged = MERGED[name]
    assert merge(held, block) == merged


@pytest.mark.parametrize(
    ("held", "block", "said"),
    [
        ("[a\n", "[b]\n", "the file is not TOML"),
        ("[a]\n", "[b\n", "the block is not TOML"),
        ("a = 1\n", "[a]\nb = 1\n", "a is a table in the block, and none in the file"),
        ("[x]\na = 1\n", "[[x.a]]\nb = 1\n", "x.a is an array of tables in the block, and none in the file"),
        ("[a]\nb = 1\n", "a = 1\n", "a is a table in the file, and none in the block"),
        ("[[a]]\nb = 1\n", "a = 1\n", "a is a table in the file, and none in the block"),
    ],
)
def test_what_cannot_be_merged_is_said(held: str, block: str, said: str) -> None:
    with pytest.raises(CannotMergeError, match=said):
        merge(held, block)


# Names of tables, of arrays of tables and of keys differ, so that no table is meant to be a value.
TABLES = ("[t]", "[u]", "[t.u]", "[t.u.t]", "[u.t]")
ROWS = ("[[r]]", "[[t.r]]", "[[u.t.r]]")
VALUES = ("1", '"x"', "true", "[1, 2]", '{ v = 1, w = "x" }', '"""\n[no]\nno\n"""')


@st.composite
def _toml(draw: st.DrawFn) -> str:
    """Draw a TOML file: tables in any order, arrays of tables, dotted keys, comments (each once), empty lines."""
    text = draw(st.sampled_from(["", "# top\n", "k = 1\n", "d.k = 1\nd.l = 2\n\n"]))
    headers = draw(st.lists(st.sampled_from([*TABLES, *ROWS]), max_size=5))
    for number, header in enumerate(headers):
        if header in TABLES and header in headers[:number]:
            continue
        above = f"# above {number}\n"
        text += draw(st.sampled_from(["", "\n", above, f"\n{above}", f"{above}\n"])) + f"{header}\n"
        text += f'name = "row {number}"\n' if header in ROWS else ""
        for key in draw(st.lists(st.sampled_from(["k", "l", "d.k"]), unique=True, max_size=3)):
            after = draw(st.sampled_from(["", f" # {key} {number}", f"\n# after {key} {number}", "\n"]))
            text += f"{key} = {draw(st.sampled_from(VALUES))}{after}\n"
    return text


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        reject()


def _flat(table: Mapping[str, Any], inside: str = "") -> dict[str, object]:
    """Give each value of a table by its path; a row by its name, since rows may be moved by others."""
    found: dict[str, object] = {}
    for key, value in table.items():
        path = f"{inside}.{key}"
        if isinstance(value, Mapping) and "v" not in value:
            found |= {path: {}} | _flat(value, path)
        elif isinstance(value, list) and value != [1, 2]:
            for row in value:
                found |= _flat(row, f"{path}[{row['name']}]")
        else:
            found[path] = value
    return found


@given(_toml(), _toml())
def test_the_block_is_in_and_nothing_else_is_changed(held: str, block: str) -> None:
    before, wanted = _flat(_parsed(held)), _flat(_parsed(block))
    try:
        merged = merge(held, block)
    except CannotMergeError as error:
        assert "scattered" in str(error)
        reject()
    after = _flat(tomllib.loads(merged))
    assert {path: after[path] for path in wanted} == wanted
    rows = {path[: path.index("]") + 1] for path in wanted if "]" in path}
    untouched = {
        path: value
        for path, value in before.items()
        if path not in wanted and not any(path.startswith(row) for row in rows)
    }
    assert {path: after.get(path) for path in untouched} == untouched
    assert after.keys() <= before.keys() | wanted.keys()
    for line in held.splitlines():
        if line.startswith("#"):
            assert line in merged.splitlines()
    assert merge(merged, block) == merged
