"""A GitLab that misbehaves as it is told, and errands to it; see unruly.py."""

import json
import os
import re
import signal
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import pytest

from registry_guide.practice.forking import Fork, fork
from registry_guide.practice.request_log import Entry, read_log
from registry_guide.practice.world import file as worldfile
from registry_guide.walk.fixtures.practice import served
from tests.waiting import until

HOST = "git.company.example"
# What an errand needs, which takes five times as long to load as the errand.
LOADS = ("registry_guide.walk.gitlab.group", "registry_guide.practice.world.file")


@dataclass(frozen=True)
class Errand:
    """A process that asks a GitLab what a walk would."""

    child: Fork
    said: TextIO
    errors: Path

    def result(self) -> tuple[int, str]:
        """Wait for its end; give its exit code and what it said."""
        assert self.child.ends(120), "it takes too long"
        said, _, code = self.said.read().rstrip("\n").rpartition("\n")
        errors = self.errors.read_text("utf-8")
        assert errors == "", errors
        return int(code), said


@dataclass(frozen=True)
class Company:
    """A GitLab that misbehaves as it is told."""

    environment: Mapping[str, str]
    token: str
    log: Path
    table: Path

    def does(self, *rows: Mapping[str, Any]) -> None:
        """Replace the table of misbehaviours; counting begins anew."""
        for name in ("held", "go", "late"):
            self.table.with_name(name).unlink(missing_ok=True)
        aside = self.table.with_name("next")
        # Two equal tables one after the other are two.
        aside.write_text(json.dumps([*rows, {"on": f"{time.monotonic_ns()}"}]), "utf-8")
        aside.replace(self.table)

    def variables(self, **other: str) -> dict[str, str]:
        named = {"GITLAB_HOST": HOST, "GITLAB_NAMESPACE": "my-group", "GITLAB_TOKEN": self.token}
        return {**self.environment, **named, **other}

    @contextmanager
    def errand(self, record: Path, **other: str) -> Iterator[Errand]:
        """Begin an errand; whatever of it still runs at the end is killed."""
        errors = record.with_name("errors")
        command = ["tests.walk.errand", str(record), json.dumps(self.variables(**other))]
        child = fork(command, errors, loads=LOADS)
        try:
            with os.fdopen(child.said, encoding="utf-8") as said:
                yield Errand(child, said, errors)
        finally:
            child.signal(signal.SIGKILL)
            os.close(child.to)

    def runs(self, record: Path, **other: str) -> tuple[int, str]:
        with self.errand(record, **other) as errand:
            return errand.result()

    def kills(self, record: Path) -> bool:
        """Begin an errand and kill it at the request that is held; say whether it came to that."""
        held = self.table.with_name("held")
        with self.errand(record) as errand:
            until(lambda: held.exists() or errand.child.ends(0))
            errand.child.signal(signal.SIGKILL)
            assert errand.child.ends(30)
        return held.exists()

    def requests(self) -> list[Entry]:
        return [entry for entry in read_log(self.log) if entry.host == HOST]

    def made(self, since: int = 0) -> list[str]:
        """Give the walks' own groups that were ever made."""
        found = (re.search(r" made (my-group/registry-guide-check-\w+)$", each.why) for each in self.requests()[since:])
        return [each[1] for each in found if each]

    def remains(self, group: str) -> bool:
        """Say whether a group is there, under its own path or under that of a group marked for deletion."""
        made = "SELECT id FROM place WHERE change = 'made' AND kind = 'group' AND path = ?"
        removed = "SELECT id FROM place WHERE change = 'removed' AND kind = 'group'"
        with closing(sqlite3.connect(f"file:{self.log.parent}/registry.sqlite3?mode=ro", uri=True)) as state:
            return state.execute(f"{made} EXCEPT {removed}", (group,)).fetchone() is not None


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("unruly")
    world, table = folder / "world.toml", folder / "table.json"
    text = worldfile.default_text().replace('host = "gitlab.example.com"', f'host = "{HOST}"')
    world.write_text(text, "utf-8")
    table.write_text("[]", "utf-8")
    options = ["--state", str(folder / "state"), "--world", str(world), "--table", str(table)]
    with served(["tests.walk.unruly", *options], folder / "state") as there:
        yield Company(there.environment, there.tokens["personal_token"], there.log, table)
