"""What a job saves with `cache:`: later pipelines find it, and the search for tokens comes to it."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.records.kinds import Kind
from registry_guide.walk.pipelines import cache, leftovers
from registry_guide.walk.pipelines.runner import Runner
from registry_guide.walk.result import RouteResult
from registry_guide.walk.route import site_routes
from registry_guide.walk.run import WalkContext
from tests.walk.made import block, manifest, page

JOB = """\
test:
  image: python:3.13-slim
  cache:
    key: kept
    paths:
      - .kept/
  script:
    - {line}
"""
# How many pipelines came before this one.
COUNT = 'mkdir -p .kept; echo pipeline >> .kept/count; echo "found $(wc -l < .kept/count)"'


def _walked(context: WalkContext, runner: Runner, line: str, *pushes: str) -> RouteResult:
    job = block(JOB.format(line=line), Kind.JOB, file=".gitlab-ci.yml")
    (path,) = site_routes(manifest(p=page(replace(job, pushes=pushes), start="package")))
    return replace(context, runner=runner).walk(path)


def test_the_next_pipeline_finds_the_cache_and_a_tag_does_not(context: WalkContext, runner: Runner) -> None:
    result = _walked(context, runner, COUNT, "main", "main", "v0.1.0")
    assert result.fault is None
    (step,) = result.steps
    assert [word for word in ("found 1", "found 2", "found 3") if word in step.log] == ["found 1", "found 2"]
    assert step.log.count("found 1") == 2


@pytest.mark.parametrize("held", ["secret-of-a-job", "https://x:secret-of-a-job@host"])
def test_a_token_in_the_cache_is_a_fault(tmp_path: Path, held: str) -> None:
    leftovers.begin(tmp_path)
    caches = tmp_path / cache.folder(protected=True)
    subprocess.run(["sh", "-ec", cache.shared(tmp_path / "pipeline-1", caches)], check=True)
    saved = tmp_path / "pipeline-1/.gitlab-ci-local/cache/key/pip.conf"
    saved.parent.mkdir()
    saved.write_text("index-url = https://host")
    assert leftovers.wrong(tmp_path, ["secret-of-a-job"]) == ""
    saved.write_text(held)
    assert leftovers.wrong(tmp_path, ["secret-of-a-job"]) == "a job left its token in cache-protected/key/pip.conf"
