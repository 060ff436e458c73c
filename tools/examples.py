"""Run the Python examples of the pages, and compare how many ran with how many stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

from tools.build import ROOT, command

SECONDS = 170
OUTPUT = ROOT / "_build" / "doctest"
# Each example has one line with the first prompt.
PROMPT = re.compile(r"^\s*>>> ", re.MULTILINE)
RAN = re.compile(r"^ *(\d+) tests?$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How many examples stand in the sources of the pages, how many ran, and what Sphinx said of those that failed."""

    written: int
    ran: int
    code: int
    output: str

    @property
    def good(self) -> bool:
        """True if there are examples, all of them ran and none failed."""
        return self.code == 0 and 0 < self.ran == self.written

    @property
    def sentence(self) -> str:
        """What to tell whoever ran the examples."""
        if self.code:
            return "an example does not do what its page says, see above."
        if self.ran != self.written:
            return (
                f"{self.written} examples stand in the pages and {self.ran} ran: put each into a {{doctest}} directive."
            )
        return f"all {self.ran} examples do what the pages say." if self.ran else "there are no examples to run."


def run() -> Outcome:
    """Run the examples with Sphinx's doctest builder."""
    pages = [path for suffix in ("md", "rst") for path in (ROOT / "docs").rglob(f"*.{suffix}")]
    written = sum(len(PROMPT.findall(path.read_text(encoding="utf-8"))) for path in pages)
    build = command("doctest", OUTPUT, OUTPUT / "doctrees", "-q")
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    report = OUTPUT / "output.txt"
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    ran = RAN.findall(text)
    return Outcome(written, int(ran[-1]) if ran else 0, done.returncode, text + done.stderr)


def main() -> int:
    """Run the examples and say what came of it; return 0 if all is well."""
    outcome = run()
    if outcome.code:
        print(outcome.output, file=sys.stderr)
    print(f"doctest: {outcome.sentence}", file=sys.stdout if outcome.good else sys.stderr)
    return 0 if outcome.good else 1


if __name__ == "__main__":
    sys.exit(main())
