"""Merging a block into a TOML file, as a reader does who is told to add these lines to it."""

import tomllib
from collections.abc import Iterator, Mapping, MutableMapping, MutableSequence
from typing import Any, TypeGuard

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Item, Key, Table, Whitespace

_Tables = MutableMapping[str, Any]
_Body = list[tuple[Key | None, Item]]


class CannotMergeError(Exception):
    """A block does not go into a file; `str()` is the sentence that says why."""


def merge(held: str, block: str) -> str:
    """Give the text of a TOML file with a block merged into it, all else kept as it was, comments included.

    A table of the block that the file has too gives it its keys: a new key comes last, one that is there gets the
    block's value. A row of an array of tables (`[[…]]`) takes the place of the row with the same `name`, or comes last
    if it is not there. An inline table is a value. A comment of the block comes along inside what is new as a whole.

    Raises:
        CannotMergeError: one of them is not TOML, or what one has as a table is something else in the other.
    """
    before, wanted = _read(held, "the file"), _read(held, "the file")
    _read(block, "the block")
    try:
        document = tomlkit.parse(held)
        above = list(_taken(document.body, []))
        _merge(document, _laid_out(block))
        _merge(wanted, _laid_out(block))
        for header, text in above:
            header.trivia.indent = text + header.trivia.indent
        result = tomlkit.dumps(document) if wanted != before else held
        # tomlkit gets some files wrong whose tables are scattered, so what came out is read again.
        if tomllib.loads(result) == wanted:
            return result
    except (TOMLKitError, tomllib.TOMLDecodeError):
        pass
    raise CannotMergeError("its tables lie scattered; gather those of one name")


def _read(text: str, what: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CannotMergeError(f"{what} is not TOML: {error}") from None


def _merge(into: _Tables, block: _Tables, inside: str = "") -> None:
    """Merge a table into one of tomlkit's, or into a plain dict, of which only the values are of interest."""
    for key, new in block.items():
        old, name = into.get(key), f"{inside}{key}"
        if key not in into:
            into[key] = _fitting(new, into)
        elif _is_table(new):
            if not isinstance(old, MutableMapping):
                raise CannotMergeError(f"{name} is a table in the block, and none in the file")
            _merge(old, new, f"{name}.")
        elif isinstance(new, AoT):
            _merge_rows(old, new, name)
        elif isinstance(old, AoT) or (_is_table(old) and type(old) is not dict):
            raise CannotMergeError(f"{name} is a table in the file, and none in the block")
        else:
            into[key] = _fitting(new, into)


def _merge_rows(old: object, new: AoT, name: str) -> None:
    if not _is_rows(old):
        raise CannotMergeError(f"{name} is an array of tables in the block, and none in the file")
    for row in new:
        _merge_row(old, row)


def _merge_row(rows: MutableSequence[Any], new: Table) -> None:
    old = next((row for row in rows if _is_same(row, new)), None)
    if old is None:
        if not new.trivia.indent.startswith("\n"):
            new.trivia.indent = f"\n{new.trivia.indent}"
        rows.append(_fitting(new, rows))
        return
    for key in [key for key in old if key not in new]:
        del old[key]
    for key, value in new.items():
        old[key] = _fitting(value, old)


def _is_same(row: Any, new: Table) -> bool:
    return bool(row.get("name") == new["name"] if "name" in new else row == new)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and not isinstance(value, InlineTable)


def _is_rows(value: Any) -> TypeGuard[MutableSequence[Any]]:
    return isinstance(value, MutableSequence) and all(isinstance(row, MutableMapping) for row in value)


def _fitting(value: Any, parent: Any) -> Any:
    """Give a value of the block in the form that it has inside `parent`: plain, inline, or as it stands."""
    if isinstance(value, bool):
        return value
    if type(parent) in (dict, list):
        return value.unwrap()
    if isinstance(parent, (InlineTable, Array)):
        return tomlkit.item(value.unwrap(), _parent=parent)
    return value


def _laid_out(block: str) -> tomlkit.TOMLDocument:
    document = tomlkit.parse(block)
    for header, text in list(_taken(document.body, [])):
        header.trivia.indent = text + header.trivia.indent
    return document


def _taken(body: _Body, between: list[tuple[_Body, int]]) -> Iterator[tuple[Table, str]]:
    """Take the blank lines and comments above each header out of the table before it, and give both.

    tomlkit keeps them at that table's end, where they would come between the table and its new keys. `between` is
    where those that were met last stand.
    """
    for at, (key, item) in enumerate(body):
        if key is None:
            between.append((body, at))
        elif isinstance(item, AoT):
            for row in item.body:
                yield row, _text(between)
                yield from _taken(row.value.body, between)
        elif isinstance(item, Table) and not key.is_dotted():
            if not item.is_super_table():
                yield item, _text(between)
            yield from _taken(item.value.body, between)
        else:
            between.clear()


def _text(between: list[tuple[_Body, int]]) -> str:
    texts = [body[at][1].as_string() for body, at in between]
    # What stands above the first blank line belongs to the table that ends there.
    first = next((number for number, text in enumerate(texts) if text.startswith("\n")), 0)
    for body, at in between[first:]:
        body[at] = None, Whitespace("")
    between.clear()
    return "".join(texts[first:])
