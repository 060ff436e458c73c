"""The practice registry answers as a real GitLab did: each request that one was asked is asked again."""

from collections.abc import Callable

import httpx
import pytest

from registry_guide.practice import differences
from registry_guide.practice.running import Running
from tests.practice import real


@pytest.mark.parametrize("name", ["conformance", "more"])
def test_a_real_gitlab_answered_so(
    name: str, fresh: Callable[[str], Running], clients: Callable[[str], httpx.Client]
) -> None:
    found: dict[str, set[str]] = {}
    askers: dict[str, real.Asker] = {}
    rows = real.rows(name)
    for row in rows:
        if row.instance not in askers:
            running = fresh(row.instance)
            askers[row.instance] = real.Asker(clients(running.plain), running.tokens)
        parts = real.differing(row, askers[row.instance].ask(row))
        if parts:
            found[row.name] = parts
    assert found == real.declared(name)


def test_the_guide_counts_what_was_asked_and_what_differs() -> None:
    said = differences.read()
    assert said.asked == sum(row.answered for name in ("conformance", "more") for row in real.rows(name))
    numbers = [number for each in said.differs for number in each.rows]
    assert len(real.declared("more")) == len(numbers) == len(set(numbers)) == said.count
    assert said.count <= said.asked / 100
