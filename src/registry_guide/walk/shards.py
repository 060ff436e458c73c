"""Shards: the paths of a walk dealt out to several machines."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from statistics import median

from msgspec.structs import replace

from registry_guide.records.ledger import Ledger, Shard, totals
from registry_guide.records.manifest import BlockStep, CheckStep
from registry_guide.walk.route import Route


def deal(routes: Sequence[Route], of: int, last: Ledger | None) -> list[list[Route]]:
    """Deal paths out to shards that take about the same time; give those of each, in the order of the site.

    The longest comes first, and each goes to the shard that has the least: whoever asks with the same paths and the
    same ledger gets the same answer.

    Args:
        routes: the paths of the walk.
        of: how many shards there are.
        last: what says how long each path took; one that it does not know counts as one of the usual length. Without a
            ledger all count the same, and go by their names.
    """
    seconds = _seconds(routes, last)
    dealt: list[list[str]] = [[] for _ in range(of)]
    for name in sorted(seconds, key=lambda name: (-seconds[name], name)):
        # Paths without anything to run take no time: of those that have as little, the one with the fewest.
        min(dealt, key=lambda names: (sum(map(seconds.__getitem__, names)), len(names))).append(name)
    return [[route for route in routes if route.name in names] for names in dealt]


def _seconds(routes: Sequence[Route], last: Ledger | None) -> dict[str, float]:
    """Give by its name how long each path takes, as far as that is known."""
    took = {path.name: path.seconds for path in last.paths} if last else {}
    usual = median(took.values()) if took else 1.0
    return {route.name: took.get(route.name, usual) for route in routes}


def part(ledger: Ledger, shard: Shard, mine: Sequence[Route], whole: Sequence[Route]) -> Ledger:
    """Give the ledger of a shard, which says nothing of blocks and claims that stand on paths of other shards alone.

    Args:
        ledger: of the shard's paths.
        shard: which one it is.
        mine: its paths.
        whole: the paths of all shards.
    """
    elsewhere = _ids(whole) - _ids(mine)
    blocks = {name: row for name, row in ledger.blocks.items() if name not in elsewhere}
    claims = {name: row for name, row in ledger.claims.items() if name not in elsewhere}
    return replace(ledger, blocks=blocks, claims=claims, totals=totals(blocks, ledger.paths), shard=shard)


def shard(number: int, of: int, walk: str, fingerprints: Mapping[str, str]) -> Shard:
    """Say what a shard is one of.

    Args:
        number: the shard's own, from 1.
        of: how many there are.
        walk: in what the walk differs from that of the marks.
        fingerprints: those of all paths of the walk, by name, in the order of the site.
    """
    whole = "".join(f"{name}\n{fingerprint}\n" for name, fingerprint in fingerprints.items())
    return Shard(number=number, of=of, walk=walk, site=sha256(whole.encode()).hexdigest(), paths=tuple(fingerprints))


def _ids(routes: Sequence[Route]) -> set[str]:
    return {step.id for route in routes for step in route.steps if isinstance(step, BlockStep | CheckStep)}
