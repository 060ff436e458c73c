"""The output that came, put into a template."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_guide.records.kinds import Kind
from registry_guide.walk.errors import WalkError
from registry_guide.walk.files.output import matches
from registry_guide.walk.result import Fault, RouteResult, StepResult
from registry_guide.walk.route import Route
from registry_guide.walk.update import aligned, updates
from tests.walk.made import EXAMPLES, block

HEAD = '{#-\nlanguage = "text"\nkind = "output"\npurpose = "p"\nrun = "walk"\n-#}\n'


def result(shown: str, real: str, **labels: str) -> RouteResult:
    step = block(shown, Kind.OUTPUT)
    walk = Route("p", "empty", labels, (step,))
    return RouteResult(walk, (StepResult(step, fault=Fault("other output", shown, real)),), 0.0)


def renewed(folder: Path, body: str, shown: str, real: str) -> str:
    template = folder / "made/by-hand.sh"
    template.parent.mkdir(exist_ok=True)
    template.write_text(HEAD + body)
    (update,) = updates(folder, [result(shown, real)], EXAMPLES)
    assert update.new.startswith(HEAD)
    return update.new.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("body", "shown", "real", "new"),
    [
        # A line that still matches stays as it is written; one that does not is replaced.
        ("a {{ x }}\nb\n", "a 1\nb\n", "a 1\nc\n", "a {{ x }}\nc\n"),
        # What an expression showed is shown by it again.
        ("old {{ x.version | text }}\n", "old 0.1.0\n", "new 0.1.0 10.1.0\n", "new {{ x.version | text }} 10.1.0\n"),
        ("a {{ x }} b {{ x }}\n", "a 1.0 b 1.0\n", "b 1.0\n", "b {{ x }}\n"),
        # So is a reader's value that stood nowhere before.
        ("a\n", "a\n", "a\nmy-package\n", "a\n{{ value.package | text }}\n"),
        # Elisions stay where they still match, and stand for what is new beside them.
        ("a\n…\nz\n", "a\n…\nz\n", "a\nb\nc\ny\n", "a\n…\ny\n"),
        ("a …\n…\n", "a …\n…\n", "b\na 1\n", "b\na …\n…\n"),
        ("a\n", "a\n", "b\nc\n\n", "b\nc\n"),
        ("a\nb\nc\n", "a\nb\nc\n", "c\n", "c\n"),
        # What varies is no difference.
        ("a\nin 2 ms\n", "a\nin 2 ms\n", "b\nin 7.5 ms\n", "b\nin 2 ms\n"),
        ("a\n", "a\n", "\x1b[1mb\x1b[0m  \n", "b\n"),
    ],
)
def test_renewed(tmp_path: Path, body: str, shown: str, real: str, new: str) -> None:
    assert renewed(tmp_path, body, shown, real) == new


@pytest.mark.parametrize(
    ("body", "shown", "real", "sentence"),
    [
        ("{% if x %}\na\n{% endif %}\n", "a\n", "b\n", "more than text"),
        ("{{ lines }}\n", "a\nb\n", "b\n", "more than text"),
        ("a\n", "a\n", "{{ b }}\n", "Jinja's own signs"),
    ],
)
def test_what_no_line_can_be_written_into(tmp_path: Path, body: str, shown: str, real: str, sentence: str) -> None:
    with pytest.raises(WalkError, match=sentence):
        renewed(tmp_path, body, shown, real)


def test_two_outputs_of_one_template(tmp_path: Path) -> None:
    renewed(tmp_path, "a\n", "a\n", "b\n")
    with pytest.raises(WalkError, match="two places"):
        updates(tmp_path, [result("a\n", "b\n", client="uv"), result("a\n", "c\n", client="pip")], EXAMPLES)


LINES = st.lists(st.sampled_from(["a", "b", "c", "…", "a … b"]), min_size=1, max_size=6)


@given(LINES, st.lists(st.sampled_from(["a", "b", "c", "a x b"]), min_size=1, max_size=6))
def test_what_was_aligned_matches(shown: list[str], real: list[str]) -> None:
    kept = aligned(shown, real)
    assert matches("\n".join(line for _, line in kept), "\n".join(real))
    assert [at for at, _ in kept if at is not None] == sorted({at for at, _ in kept if at is not None})
    if matches("\n".join(shown), "\n".join(real)):
        assert [line for _, line in kept] == shown
