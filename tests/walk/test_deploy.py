"""The script that installs on a server loses no version: run again, without a version, or from another directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry_guide.records import manifest as manifests
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.report import failure
from registry_guide.walk.route import Route
from registry_guide.walk.run import WalkContext
from tests.walk.made import block

RUNS = [
    block('bash deploy.sh 0.1.0\n(cd / && bash "$OLDPWD/deploy.sh" 0.1.1)\nreadlink current\n'),
    block("…\nreleases/0.1.1\n", Kind.OUTPUT),
    # Without a version it would install into the directory of all versions, which it clears.
    block("bash deploy.sh 2> /dev/null || ls releases\n"),
    block("0.1.0\n0.1.1\n", Kind.OUTPUT),
    # The version that ran before stays where another one cannot be installed.
    block("bash deploy.sh 9.9.9 > said 2>&1 || readlink current\n"),
    block("releases/0.1.1\n", Kind.OUTPUT),
    # A job that is retried: the service runs from this environment.
    block("touch current/runs\nbash deploy.sh 0.1.1 > /dev/null\nls current/runs\n"),
    block("current/runs\n", Kind.OUTPUT),
]


@pytest.mark.parametrize("client", ["uv", "pip"])
def test_the_versions_that_are_there_stay(context: WalkContext, site: Path, client: str) -> None:
    files = [
        each
        for each in manifests.load(site / "manifest.json").pages["pipelines/deploy-targets"].steps
        if isinstance(each, BlockStep)
        and each.template in ("credentials/netrc.txt", "pipelines/deploy.sh")
        and client in each.labels.get("client", [client])
    ]
    result = context.walk(Route("p", "server", {}, [*files[:2], *RUNS]))
    assert result.fault is None, failure(result)
