"""The practice registry answers as a real GitLab did: each request that one was asked is asked again."""

import re
from collections.abc import Callable

import httpx
import pytest

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
        parts = real.differences(row, askers[row.instance].ask(row))
        if parts:
            found[row.name] = parts
    declared = {row.name: parts for row in rows if (parts := _declared(row.name))}
    assert len(found) <= len(rows) / 10
    assert found == declared


def _declared(name: str) -> set[str]:
    return {part for each in real.declared() if re.search(each["rows"], name) for part in each["parts"]}
