"""What a suite's run says about the practice registry, held against what suites.toml says of its tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch

from tools.peers.suite import Suite

# What pytest ends with if it ran the tests: all passed, or some failed.
RAN = (0, 1)


@dataclass(frozen=True)
class Verdict:
    """How many tests passed, failed, failed as is known, or were skipped by the suite; and each fault in a sentence."""

    passed: int = 0
    failed: int = 0
    known: int = 0
    skipped: int = 0
    faults: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The figures, for a person."""
        figures = {
            "passed": self.passed,
            "failed": self.failed,
            "failed as known": self.known,
            "skipped or failed as its suite says": self.skipped,
        }
        counts = ", ".join(f"{count} {what}" for what, count in figures.items() if count)
        return counts or "no test ran"


def of_tests(suite: Suite, report: str, code: int) -> Verdict:
    """Judge a run of pytest by the lines that our plugin wrote, and by its exit code."""
    rows = [json.loads(line) for line in report.splitlines()]
    if code not in RAN or not rows:
        return Verdict(faults=(f"pytest ended with {code} and ran no test",))
    fits = {test for row in rows if row["kind"] == "fits" for test in row["tests"]}
    known = [pattern for row in suite.fails for pattern in row.tests]
    left_out = [pattern for row in suite.left_out for pattern in row.tests]
    faults = [f"suites.toml has {each}, and there is no such test" for each in [*left_out, *known] if each not in fits]
    counts = {"passed": 0, "failed": 0, "known": 0, "skipped": 0}
    for test, (outcome, text) in _outcomes(rows).items():
        expected = any(fnmatch(test, pattern) for pattern in known)
        faults += _against(test, outcome, text, expected)
        counts["known" if outcome == "failed" and expected else outcome] += 1
    faults += [] if counts["passed"] else ["no test passed, so this says nothing"]
    return Verdict(**counts, faults=tuple(faults))


def _against(test: str, outcome: str, text: str, expected: bool) -> list[str]:
    """Give what is wrong with what came of a test, of which `expected` says whether it is known to fail."""
    if outcome == "failed" and not expected:
        return [f"{test} fails: {_last(text)}"]
    return [f"{test} passes; suites.toml says that it fails"] if outcome == "passed" and expected else []


def of_command(output: str, code: int) -> Verdict:
    """Judge a program of its own by its exit code."""
    return Verdict(faults=(f"it ended with {code}: {_last(output)}",)) if code else Verdict(passed=1)


def _outcomes(rows: Sequence[dict[str, str]]) -> dict[str, tuple[str, str]]:
    """Give what came of each test: the worst of setting it up, running it and clearing up."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row["kind"] == "fits":
            continue
        before = found.get(row["test"], ("passed", ""))
        if row["outcome"] != "passed" and before[0] != "failed":
            found[row["test"]] = (row["outcome"], row["text"])
        else:
            found[row["test"]] = before
    return found


def _last(text: str) -> str:
    """Give the last line that says something: the error, as Python and pytest print it."""
    lines = [line.removeprefix("E").strip() for line in text.splitlines() if line.startswith("E ")]
    return (lines or [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"])[-1]
