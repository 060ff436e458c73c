"""The scripts that delete do so with every spelling, and keep all of what they keep."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.records import manifest as manifests
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.report import failure
from registry_guide.walk.route import Route
from registry_guide.walk.run import WalkContext
from tests.walk.made import block

ROW = {"project": "my-group/my-project"}
# Two spellings of the name, and one of the version, as twine and uv send them.
ROWS = [{**ROW, "name": name, "version": at} for name in ("my-package", "my_package") for at in ("0.1.0", "0.2.0")]
LISTED = "curl -sS -u x:$TOKEN https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi/simple"


@pytest.mark.parametrize("page", ["publish/delete", "publish/clean-up"])
def test_each_spelling_of_what_is_deleted_goes_and_each_of_what_is_kept_stays(
    context: WalkContext, site: Path, page: str
) -> None:
    start = {"summary": "x", "world": {"package": ROWS}, "tokens": ["TOKEN=deploy_token"]}
    there = replace(context, facts=replace(context.facts, starts={**context.facts.starts, "spelled": start}))
    steps = [
        each
        for each in manifests.load(site / "manifest.json").pages[page].steps
        if isinstance(each, BlockStep) and each.kind is not Kind.OUTPUT
    ]
    asked = [
        block(f"{LISTED} | grep -o '>my.package<' | wc -l\n"),
        block("2\n", Kind.OUTPUT),
        block(f"{LISTED}/my-package/ | grep -o '>my_package-[0-9.]*-' | sort -u\n"),
        block(">my_package-0.2.0-\n", Kind.OUTPUT),
    ]
    result = there.walk(Route("p", "spelled", {}, [*steps, *asked]))
    assert result.fault is None, failure(result)
