"""Some mutants in full: one for each of those that notice, one that nobody needs to notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from registry_guide.walk.run import WalkContext
from tests.conftest import facts
from tests.walk.conftest import context, pinned, wheels
from tools.build import ROOT
from tools.sabotage.accepted import Accepted
from tools.sabotage.builder import Builder
from tools.sabotage.mutant import Mutant
from tools.sabotage.score import Score
from tools.sabotage.trial import Candidate, Trial, Verdict, examine
from tools.sabotage.walks import try_all

__all__ = ["context", "facts", "pinned", "wheels"]

# Each reads the site, which takes a while the first time.
pytestmark = pytest.mark.xdist_group("sabotage")


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Builder:
    made = Builder(ROOT, tmp_path_factory.mktemp("sabotage") / "builder")
    assert not made.unchanged.complaint
    return made


Make = Callable[[str, str, str], Mutant]


@pytest.fixture
def make() -> Make:
    def one(file: str, before: str, after: str) -> Mutant:
        text = (ROOT / file).read_text("utf-8")
        assert before in text
        return Mutant("by-hand", "by-hand", Path(file), 1, before, after, text.replace(before, after))

    return one


def test_the_build_notices_an_unknown_name(builder: Builder, make: Make) -> None:
    trial = examine(builder, make("templates/publish/uv-publish-url.toml", "project.upload_url", "project.uplaod_url"))
    assert isinstance(trial, Trial)
    assert trial.verdict is Verdict.BUILD
    assert "uplaod_url" in trial.noticed_by


def test_a_check_notices_a_key_that_gitlab_does_not_know(builder: Builder, make: Make) -> None:
    trial = examine(builder, make("templates/publish/_gitlab-ci.yml", "  stage: build", "  stagex: build"))
    assert isinstance(trial, Trial)
    assert (trial.verdict, trial.noticed_by.partition(":")[0]) == (Verdict.CHECK, "schema")


def test_the_walk_notices_a_misspelt_option(builder: Builder, make: Make, context: WalkContext) -> None:
    candidate = examine(builder, make("templates/install/uv-add.sh", "uv add", "uv add --quite"))
    assert isinstance(candidate, Candidate)
    (trial,) = try_all(context, [candidate], {}, 1)
    assert trial.verdict is Verdict.WALK
    assert "install/uv-add.sh" in trial.noticed_by


def test_nobody_notices_what_does_no_harm(builder: Builder, make: Make, context: WalkContext) -> None:
    candidate = examine(builder, make("templates/tutorial/run.sh", "uv run main.py", "uv run ./main.py"))
    assert isinstance(candidate, Candidate)
    assert [path.name for path in candidate.paths] == ["tutorial/first-package"]
    (trial,) = try_all(context, [candidate], {}, 1)
    assert (trial.verdict, trial.noticed_by) == (Verdict.MISSED, "")


def test_what_a_reader_does_not_see_is_no_mutant(builder: Builder, make: Make) -> None:
    trial = examine(builder, make("facts/gitlab.toml", "# A group can only", "# A group may only"))
    assert isinstance(trial, Trial)
    assert trial.verdict is Verdict.EQUIVALENT
    # The next build begins with the unchanged guide.
    again = examine(builder, make("templates/publish/uv-build.sh", "-#}\nuv build", "-#}\n\nuv build"))
    assert isinstance(again, Trial)
    assert again.verdict is Verdict.EQUIVALENT


def test_only_pages_that_a_mutant_touches_are_read(builder: Builder, make: Make) -> None:
    built = builder.build(make("templates/tutorial/run.sh", "uv run main.py", "uv run ./main.py"))
    assert built.prose is not None and "tutorial/first-package" in built.prose
    # What sums up all pages is read each time.
    assert len(built.prose) < 10


def test_a_score_counts_what_differs_and_names_what_was_missed(make: Make) -> None:
    mutant = make("templates/publish/uv-build.sh", "uv build", "uv  build")
    verdicts = [Verdict.WALK] * 18 + [Verdict.EQUIVALENT] * 5 + [Verdict.MISSED]
    trials = [Trial(replace(mutant, id=f"by-hand:{number}"), verdict) for number, verdict in enumerate(verdicts)]
    score = Score(trials)
    assert (score.mutants, len(score.missed), score.enough) == (19, 1, False)
    assert "+ uv  build" in score.survivors()
    assert "NO REASON" in score.survivors()
    assert [trial.mutant.id for trial in score.unexplained] == ["by-hand:23"]
    assert score.report(1.0)["unexplained"] == 1


def test_enough_takes_a_reason_for_each_that_was_missed(make: Make) -> None:
    mutant = make("templates/publish/uv-build.sh", "uv build", "uv  build")
    trials = [Trial(mutant, Verdict.CHECK)] * 19 + [Trial(mutant, Verdict.MISSED)]
    assert not Score(trials).enough
    explained = Score(trials, [Accepted("by-hand", "bash drops a second blank")])
    assert explained.enough
    assert explained.survivors().endswith("bash drops a second blank")
