"""The head of a template: what the block is, and what proves it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registry_guide.blocks.errors import SourceError, unknown
from registry_guide.records.kinds import ANY_FAILURE, Kind, Line, Proof, Write


@dataclass(frozen=True)
class Head:
    """What a template says of its block.

    ``proof`` and ``by``: how it is proven and by what ("walk", "gitlab-ci"), or the reason why it is not. ``asks``
    is what the reader types at the block's prompts: the names of placeholders, and lines; ``terminal`` says that the
    client asks at a terminal alone. ``newer`` is the fact that says which version of its client the block needs, if not
    the least one. ``exit`` are the exit codes that are right, or ``ANY_FAILURE``.
    ``publishes`` says which files a block uploads, if not all of ``dist/``; ``resumes`` that it also ends well where
    one of them is in the registry already. ``pushes`` says for which branch and tags a pipeline runs, if not for the
    default branch and a tag with the version; ``plays`` names the jobs of the last one that wait for somebody.
    ``purpose``, ``file`` and ``asks`` may name an option, ``{option.token}``. ``options`` maps each option to its
    allowed values, the default first. ``lines`` is how many lines the head takes.
    """

    language: str
    kind: Kind
    purpose: str
    proof: Proof
    by: str
    file: str = ""
    write: Write = Write.CREATE
    asks: tuple[str | Line, ...] = ()
    terminal: bool = False
    newer: str = ""
    exit: tuple[int, ...] = (0,)
    publishes: tuple[str, ...] = ()
    resumes: bool = False
    pushes: tuple[str, ...] = ()
    plays: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lines: int = 0

    @property
    def asked(self) -> tuple[str, ...]:
        """The placeholders whose values the reader types."""
        return tuple(each for each in self.asks if isinstance(each, str))


_HEAD = re.compile(r"\A\{#-?[ \t]*\n(.*?)-?#\}[ \t]*\n", re.DOTALL)

#: What a head may say, in the words of the page that lists them.
KEYS: Mapping[str, str] = {
    "language": (
        "what the block is written in: a row of `facts/languages.toml`. Commands are run by the shell of that row, "
        "and by no other"
    ),
    "kind": "`file` to save, `commands` to run, `job` for a pipeline, `output` to compare",
    "purpose": "what the block is for, in a few words",
    "file": "where a file is saved; the reader sees it as a caption",
    "write": (
        "how the block gets into a file that holds other things too, see below; without it the block is the whole file"
    ),
    "run": 'that the block is proven by running it: `"walk"`',
    "validate": "what reads the block, where it cannot be run",
    "unchecked": "the reason why nothing proves it",
    "asks": (
        'what the reader types at the block\'s prompts, in order: the name of a placeholder, or `{ line = "y" }`; '
        "`{option.token}` is what the page chose"
    ),
    "terminal": "`true` if the client asks only where its messages go to a terminal; what is shown there is its output",
    "newer": "the fact with the version of a client that the block needs, if not the least one; its page names it too",
    "exit": 'the exit code that is right, if it is not 0; several, such as `[1, 2]`; or `"not 0"`',
    "publishes": 'the files that a block uploads, such as `["dist/*.whl"]`, if not all of `dist/`',
    "resumes": "`true` if the block also ends well where one of its files is in GitLab already",
    "pushes": (
        'for what a pipeline runs, in order, such as `["main", "v{package.next_version}"]`: the default branch `main` '
        "or a tag; without it for both, and the tag is the version"
    ),
    "plays": 'the jobs that wait until somebody starts them, such as `["publish"]`, in the last of these pipelines',
    "options": "a table: what a page may choose, with all allowed values, the first being the default",
}


def read(source: str, path: Path) -> tuple[Head, str]:
    """Split a template into its head and its body.

    Takes the source and the path for messages. Raises SourceError with the line in the file and the nearest valid key.
    """
    match = _HEAD.match(source)
    if not match:
        raise SourceError("a template begins with a head, `{#-`, TOML and `-#}`, each on lines of its own", path, 1)
    try:
        table = tomllib.loads(match.group(1))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = int(line.group(1)) + 1 if line else 1
        raise SourceError(f"the head is not TOML: {error}", path, where) from None

    def fail(key: str, sentence: str) -> SourceError:
        return SourceError(sentence, path, line_of(source, key))

    for key in table:
        if key not in KEYS:
            raise fail(key, unknown("key of a head", key, KEYS))
    head = _checked(table, fail)
    return (
        Head(**{**head, "lines": match.group().count("\n")}),
        source[match.end() :],
    )


def line_of(source: str, key: str) -> int:
    """Give the line of a template on which a key of its head stands, the first one if it stands nowhere."""
    match = _HEAD.match(source)
    lines = match.group(1).splitlines() if match else []
    return next((number for number, line in enumerate(lines, 2) if line.split("=")[0].strip() == key), 1)


def _checked(table: Mapping[str, Any], fail: Any) -> dict[str, Any]:
    for key in ("language", "kind", "purpose"):
        if not isinstance(table.get(key), str) or not table[key].strip():
            raise fail(key, f'a head says its "{key}"')
    proof = _proof(table, fail)
    return {
        "language": table["language"],
        "purpose": table["purpose"],
        "proof": proof,
        "by": table[proof],
        "asks": _asked(table.get("asks", []), fail),
        "terminal": _one_of(table, "terminal", bool, False, fail, '"terminal" is true or false'),
        "newer": _one_of(table, "newer", str, "", fail, '"newer" is the name of a fact'),
        "exit": _exits(table.get("exit", 0), fail),
        "publishes": _names(table.get("publishes", []), "publishes", fail),
        "pushes": _names(table.get("pushes", []), "pushes", fail),
        "plays": _names(table.get("plays", []), "plays", fail),
        "resumes": _one_of(table, "resumes", bool, False, fail, '"resumes" is true or false'),
        "options": {name: _names(values, name, fail) for name, values in table.get("options", {}).items()},
        **_saved(table, fail),
    }


def _proof(table: Mapping[str, Any], fail: Any) -> Proof:
    proofs = [proof for proof in Proof if proof in table]
    if len(proofs) != 1:
        raise fail("", 'a head says what runs the block: one of run = "walk", validate = "…" or unchecked = "<reason>"')
    if not isinstance(table[proofs[0]], str) or not table[proofs[0]].strip():
        raise fail(proofs[0], f'"{proofs[0]}" names what proves the block, or why nothing does')
    return proofs[0]


def _saved(table: Mapping[str, Any], fail: Any) -> dict[str, Any]:
    """Give the kind of a block, its file and how it gets there, as far as they are said."""
    said: dict[str, Any] = {"file": _one_of(table, "file", str, "", fail, '"file" is the name of a file')}
    for key, enum in (("kind", Kind), ("write", Write)):
        if key in table:
            if table[key] not in list(enum):
                raise fail(key, unknown(key, str(table[key]), list(enum)))
            said[key] = enum(table[key])
    if said["kind"] is Kind.FILE and not said["file"]:
        raise fail("kind", 'a block of kind "file" says its "file"')
    _check_write(said, table["language"], fail)
    return said


def _check_write(said: Mapping[str, Any], language: str, fail: Any) -> None:
    if "write" in said and not said["file"]:
        raise fail("write", '"write" says how a block gets into its "file"')
    if said.get("write") is Write.MERGE and language != "toml":
        raise fail("write", 'only a block of the language "toml" can be merged into a file')


def _one_of(table: Mapping[str, Any], key: str, kind: type, default: Any, fail: Any, sentence: str) -> Any:
    value = table.get(key, default)
    if not isinstance(value, kind):
        raise fail(key, sentence)
    return value


def _asked(value: Any, fail: Any) -> tuple[str | Line, ...]:
    if not isinstance(value, list):
        raise fail("asks", '"asks" is a list: the name of a placeholder, or { line = "…" }, for each prompt')
    return tuple(_prompt(each, fail) for each in value)


def _prompt(value: Any, fail: Any) -> str | Line:
    """Give what is typed at one prompt: a name, or a line."""
    is_line = isinstance(value, dict) and value.keys() == {"line"}
    text = value["line"] if is_line else value
    if not isinstance(text, str) or "\n" in text:
        raise fail("asks", 'each of "asks" is the name of a placeholder, or { line = "…" } with one line to type')
    return Line(text) if is_line else text


def _exits(value: Any, fail: Any) -> tuple[int, ...]:
    if value == "not 0":
        return (ANY_FAILURE,)
    codes = value if isinstance(value, list) else [value]
    if not codes or not all(type(code) is int and code in range(256) for code in codes):
        raise fail("exit", '"exit" is an exit code, a list of those that are right, or "not 0"')
    # A block that may end well or not says nothing.
    if 0 in codes and len(codes) > 1:
        raise fail("exit", 'a block either ends well, "exit" = 0, or it fails: 0 stands alone')
    return tuple(codes)


def _names(value: Any, key: str, fail: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise fail(key, f'"{key}" is a list of strings')
    return tuple(value)
