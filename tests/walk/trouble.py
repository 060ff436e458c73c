"""A GitLab that misbehaves as it is told, and errands to it; see unruly.py."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from registry_guide.practice import worldfile
from registry_guide.practice.requestlog import Entry, read_log
from registry_guide.walk.registry import served
from tests.walk.conftest import ROOT

HOST = "git.company.example"


@dataclass(frozen=True)
class Company:
    """A GitLab that misbehaves as it is told."""

    plain: str
    environment: Mapping[str, str]
    token: str
    log: Path
    table: Path

    def does(self, *rows: Mapping[str, Any]) -> None:
        """Replace the table of misbehaviours; counting begins anew."""
        for name in ("held", "late"):
            self.table.with_name(name).unlink(missing_ok=True)
        aside = self.table.with_name("next")
        # Two equal tables one after the other are two.
        aside.write_text(json.dumps([*rows, {"on": f"{time.monotonic_ns()}"}]), "utf-8")
        aside.replace(self.table)

    def variables(self, **other: str) -> dict[str, str]:
        named = {"GITLAB_HOST": HOST, "GITLAB_NAMESPACE": "my-group", "GITLAB_TOKEN": self.token}
        return {**self.environment, **named, **other}

    def errand(self, record: Path, **other: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.walk.errand", str(record)],
            cwd=ROOT,
            env={**os.environ, **self.variables(**other)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def runs(self, record: Path, **other: str) -> tuple[int, str]:
        with self.errand(record, **other) as process:
            said, _ = process.communicate(timeout=120)
        assert "Traceback" not in said, said
        return process.returncode, said

    def requests(self) -> list[Entry]:
        return [entry for entry in read_log(self.log) if entry.host == HOST]

    def made(self, since: int = 0) -> list[str]:
        """Give the walks' own groups that were ever made."""
        found = (re.search(r" made (my-group/registry-guide-check-\w+)$", each.why) for each in self.requests()[since:])
        return [each[1] for each in found if each]

    def there(self, group: str) -> bool:
        """Say whether a group is there, under its own name or that of a deleted one, or what lay in it."""
        headers = {"PRIVATE-TOKEN": self.token}
        address = f"{self.plain}/api/v4/groups/{quote(group, safe='')}"
        answer = httpx.get(address, headers=headers, trust_env=False)
        projects = httpx.get(
            f"{self.plain}/api/v4/projects?per_page=100&search={group}", headers=headers, trust_env=False
        )
        return answer.status_code == 200 or bool(projects.json())


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("unruly")
    world, table = folder / "world.toml", folder / "table.json"
    text = worldfile.default_text().replace('host = "gitlab.example.com"', f'host = "{HOST}"')
    world.write_text(text, "utf-8")
    table.write_text("[]", "utf-8")
    options = ["--state", str(folder / "state"), "--world", str(world), "--table", str(table)]
    with served(["tests.walk.unruly", *options], folder / "state") as there:
        yield Company(there.plain, there.environment, there.tokens["personal_token"], there.log, table)
