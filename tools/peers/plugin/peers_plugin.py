"""A plugin of pytest, for the suites' own environment: gives fixtures the practice registry, leaves tests out, reports.

It stands in no package there, so it imports nothing of this project.
"""

from __future__ import annotations

import json
import os
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

TOLD = json.loads(os.environ["PEERS"])
# Of plugins that start a server of the suite's own, which none does here.
STARTERS = ("docker_ip", "docker_services", "port_getter", "watcher_getter")


def _starter(name: str) -> Any:
    @pytest.fixture(scope="session", name=name)
    def nothing() -> None:
        return None

    return nothing


for _name in STARTERS:
    globals()[_name] = _starter(_name)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: Any) -> Any:
    """Give a fixture the value that suites.toml has for it, in place of what the suite would do."""
    name = fixturedef.argname
    if name == "gl" and "gitlab_token" in TOLD["fixtures"]:
        value = _gitlab()
    elif name in TOLD["fixtures"]:
        value = TOLD["fixtures"][name]
        value = SimpleNamespace(**value) if isinstance(value, dict) else value
    else:
        return None
    fixturedef.cached_result = (value, fixturedef.cache_key(request), None)
    return value


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what suites.toml leaves out; say which of its patterns fit a test."""
    out = [item for item in items if any(fnmatch(item.nodeid, pattern) for pattern in TOLD["left_out"])]
    every = [*TOLD["left_out"], *TOLD["fails"]]
    _tell(kind="fits", tests=[each for each in every if any(fnmatch(item.nodeid, each) for item in items)])
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Report how each part of a test went."""
    _tell(kind=report.when, test=report.nodeid, outcome=report.outcome, text=report.longreprtext)


def _gitlab() -> Any:
    import gitlab

    made = gitlab.Gitlab(TOLD["fixtures"]["gitlab_url"], private_token=TOLD["fixtures"]["gitlab_token"])
    made.auth()
    return made


def _tell(**row: Any) -> None:
    with Path(TOLD["report"]).open("a", encoding="utf-8") as report:
        report.write(json.dumps(row) + "\n")
