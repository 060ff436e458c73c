"""Joins the ledgers of all shards of a walk: what comes is the ledger of one walk of all paths."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from registry_guide.records.ledger import BlockRow, Claimed, ClaimRow, Ledger, Level, PathRow, Shard, totals
from registry_guide.walk.claims.publication import Scene
from registry_guide.walk.clients.versions import merged
from registry_guide.walk.errors import WalkError

Row = TypeVar("Row", BlockRow, ClaimRow)

#: What came of a block, or of a claim, on all its paths is the first of these that came on some.
_WORST = (Level.FAILED, Level.NOT_REACHED, Level.RAN, Level.VALIDATED, Level.UNCHECKED)
_WORST_CLAIMED = (Claimed.FAILED, Claimed.NOT_PROVEN, Claimed.NOT_REACHED, Claimed.HELD)

_ANEW = (
    "The shards were dealt by different ledgers of an earlier walk; walk them again with the same one, or with none."
)


def joined(ledgers: Mapping[str, Ledger]) -> Ledger:
    """Put the ledgers of all shards of a walk together.

    Args:
        ledgers: at least one, by its name, for messages.

    Raises:
        WalkError: they are not exactly the shards of one walk.
    """
    whole = _shards(ledgers)
    found = _paths(ledgers, whole)
    every = list(ledgers.values())
    paths = tuple(found[name] for name in whole.paths)
    place = {name: number for number, name in enumerate(whole.paths)}
    pages = list(dict.fromkeys(path.page for path in paths))
    of_blocks = _by_id((each.blocks for each in every), pages)
    of_claims = _by_id((each.claims for each in every), pages)
    blocks = {name: _block(rows, place) for name, rows in of_blocks.items()}
    return replace(
        every[0],
        when=max(each.when for each in every),
        seconds=max(each.seconds for each in every),
        blocks=blocks,
        claims={name: _claim(rows, place) for name, rows in of_claims.items()},
        paths=paths,
        totals=totals(blocks, paths),
        shard=UNSET,
    )


def _shards(ledgers: Mapping[str, Ledger]) -> Shard:
    """Give one of the shards; raise WalkError unless they are of one walk, and each is there once."""
    shards = {name: _shard(name, ledger) for name, ledger in ledgers.items()}
    first = next(iter(ledgers))
    common = _common(ledgers[first], shards[first])
    names: dict[int, str] = {}
    for name, shard in shards.items():
        here = _common(ledgers[name], shard)
        if other := [words for words, value in here.items() if value != common[words]]:
            raise WalkError(f"{first} and {name} are not of one walk: {other[0]} differ.")
        if names.setdefault(shard.number, name) != name:
            raise WalkError(f"{names[shard.number]} and {name} are both of shard {shard.number}.")
    of = shards[first].of
    if missing := [str(number) for number in range(1, of + 1) if number not in names]:
        raise WalkError(f"Of {of} shards there is no ledger of {', '.join(missing)}.")
    return shards[first]


def _shard(name: str, ledger: Ledger) -> Shard:
    if not ledger.shard:
        raise WalkError(f"{name} is not of a shard; `registry-guide walk --shard 1/2` writes a ledger that is.")
    return ledger.shard


def _common(ledger: Ledger, shard: Shard) -> dict[str, object]:
    """Give what is the same in all shards of one walk, by the words for it."""
    return {
        "the numbers of shards": shard.of,
        "the kinds of walk": shard.walk,
        "the clients": ledger.clients,
        "the systems": (ledger.system, ledger.python),
        # The fingerprints hold the site's steps and the code that walked them.
        "the fingerprints of the site": (shard.site, shard.paths),
    }


def _paths(ledgers: Mapping[str, Ledger], whole: Shard) -> dict[str, PathRow]:
    """Give the row of each path of the walk; raise WalkError if one is missing or there twice."""
    found: dict[str, PathRow] = {}
    names: dict[str, str] = {}
    for name, ledger in ledgers.items():
        for path in ledger.paths:
            if path.name in found:
                raise WalkError(f"{names[path.name]} and {name} both have the path {path.name}. {_ANEW}")
            found[path.name], names[path.name] = path, name
    if missing := [name for name in whole.paths if name not in found]:
        raise WalkError(f"No ledger has the path {missing[0]}. {_ANEW}")
    return found


def _by_id(tables: Iterable[Mapping[str, Row]], pages: Sequence[str]) -> dict[str, list[Row]]:
    """Give the rows of each block or claim, such as those of `install/pip#3`: page by page, and by their number."""
    found: dict[str, list[Row]] = {}
    for table in tables:
        for name, row in table.items():
            found.setdefault(name, []).append(row)

    def place(name: str) -> tuple[int, int, str]:
        page = next((page for page in pages if name.startswith((f"{page}#", f"{page}!"))), "")
        return pages.index(page) if page else len(pages), len(name), name

    return {name: found[name] for name in sorted(found, key=place)}


def _block(rows: Sequence[BlockRow], place: Mapping[str, int]) -> BlockRow:
    first, *_ = rows = sorted(rows, key=lambda row: min(_places(row.where or (), place), default=len(place)))
    level = min((row.level for row in rows), key=_WORST.index)
    if level is Level.UNCHECKED:
        return first
    return replace(
        first,
        level=level,
        where=_where((row.where or () for row in rows), place),
        versions=merged(each for row in rows for each in _versions(row)),
        seconds=max(row.seconds or 0.0 for row in rows),
        published=_scenes(rows) or UNSET,
        shell=_shells(rows) or UNSET,
    )


def _scenes(rows: Iterable[BlockRow]) -> tuple[str, ...]:
    tried = {scene for row in rows for scene in row.published or ()}
    return tuple(scene.value for scene in Scene if scene.value in tried)


def _shells(rows: Iterable[BlockRow]) -> str:
    told = [row.shell.split(", ") for row in rows if row.shell]
    return ", ".join(sorted(set().union(*told)))


def _claim(rows: Sequence[ClaimRow], place: Mapping[str, int]) -> ClaimRow:
    result = min((row.result for row in rows), key=_WORST_CLAIMED.index)
    return replace(rows[0], result=result, where=_where((row.where for row in rows), place))


def _versions(row: BlockRow) -> Iterator[dict[str, str]]:
    for name, versions in (row.versions or {}).items():
        yield from ({name: version} for version in versions.split(", "))


def _where(each: Iterable[Sequence[str]], place: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted((name for where in each for name in where), key=lambda name: place.get(name, len(place))))


def _places(where: Sequence[str], place: Mapping[str, int]) -> Iterator[int]:
    return (place.get(name, len(place)) for name in where)
