"""Whether a path is still what was walked."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path

from msgspec import to_builtins

import registry_guide
from registry_guide.blocks.facts import Facts
from registry_guide.records.ledger import Ledger, PathRow, Result
from registry_guide.walk.fixtures.start import starting_point
from registry_guide.walk.route import Route

_CODE = ("walk", "practice", "records")


def fingerprint(route: Route, facts: Facts, versions: Mapping[str, str]) -> str:
    """Give the SHA-256 of all that a path's result comes from, but for the machine.

    That is the path's steps, its turns at those that it shares, its starting point, the versions of clients and
    validators, and the code of the walk and of the practice registry with its world.
    """
    # Without anything to run, a page need not say where it starts.
    start = starting_point(facts, route.start) if route.start in facts.starts else None
    whole = [to_builtins(route.steps), to_builtins(route.turns), start and asdict(start), dict(versions), _code()]
    # A starting point may hold TOML's dates.
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()


@cache
def _code() -> str:
    whole = sha256()
    for name in _CODE:
        folder = Path(registry_guide.__file__).parent / name
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                whole.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def changed(routes: Sequence[Route], ledger: Ledger | None, of: Callable[[Route], str]) -> list[Route]:
    """Give the paths of the pages that a ledger does not know as they are now.

    Args:
        routes: those of the site.
        ledger: what was walked, or nothing.
        of: gives a route's fingerprint.
    """
    if ledger is None:
        return list(routes)
    known = {row.name: row.fingerprint for row in ledger.paths if row.result is not Result.FAILED}
    pages = {path.page for path in routes if known.get(path.name) != of(path)}
    # A page whose tab went: its other paths are the same, but what is known of it holds a path too many.
    pages |= {row.page for row in ledger.paths} - _whole(routes, ledger.paths)
    return [path for path in routes if path.page in pages]


def _whole(routes: Sequence[Route], rows: Sequence[PathRow]) -> set[str]:
    """Give the pages of which rows and site have the same paths."""
    pages = {row.page for row in rows}
    return {
        page
        for page in pages
        if {row.name for row in rows if row.page == page} == {path.name for path in routes if path.page == page}
    }
