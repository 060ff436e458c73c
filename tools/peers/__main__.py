"""`make peers`: run other projects' tests against the practice registry and say what came of it."""

from __future__ import annotations

import argparse
import signal
import sys
from enum import IntEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.peers import run, source
from tools.peers.suite import Suite, read

INTERRUPTED = 128 + signal.SIGINT


class End(IntEnum):
    """What the command ends with: all is well, something is wrong, or something could not be tried."""

    GOOD = 0
    WRONG = 1
    UNTRIED = 3


def main(arguments: list[str] | None = None) -> int:
    """Run the suites that are named, or all; return the exit code."""
    suites = read()
    parser = argparse.ArgumentParser(prog="make peers", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(suites)}; all if none is named")
    parser.add_argument(
        "--source", action="append", default=[], metavar="SUITE=PATH", help="take a suite from this archive or checkout"
    )
    asked = parser.parse_args(arguments)
    given = dict(each.partition("=")[::2] for each in asked.source)
    for name in [*asked.suites, *given]:
        if name not in suites:
            parser.error(f"there is no suite {name}: say one of {', '.join(suites)}")
    try:
        made = run.bench()
        ends = [_one(suites[name], given.get(name), made) for name in asked.suites or suites]
    except run.SetupError as error:
        print(f"peers: {error}.", file=sys.stderr)
        return End.WRONG
    except KeyboardInterrupt:
        print("peers: interrupted.", file=sys.stderr)
        return INTERRUPTED
    return End.WRONG if End.WRONG in ends else max(ends)


def _one(suite: Suite, given: str | None, made: run.Bench) -> End:
    """Run one suite and say how it went."""
    needs = tuple(map(int, suite.python.split(".")))
    if made.version < needs:
        print(f"{suite.name}: not tried here, since it needs Python {suite.python}.", flush=True)
        return End.UNTRIED
    print(f"{suite.name}: fetching and running it ...", flush=True)
    # Not below the project: uv would make what a suite begins there a part of it.
    with TemporaryDirectory(prefix="registry-guide-peers-") as work:
        return _there(suite, Path(work).resolve(), given, made)


def _there(suite: Suite, work: Path, given: str | None, made: run.Bench) -> End:
    try:
        place = source.get(suite, work, Path(given).absolute() if given else None)
    except source.UnreachableError as error:
        print(f"{suite.name}: not tried here: {error}.", flush=True)
        return End.UNTRIED
    except source.ChangedError as error:
        print(f"{suite.name}: {error}.", file=sys.stderr, flush=True)
        return End.WRONG
    came = run.run(suite, place, made)
    print(f"{suite.name}: {came.sentence}.", flush=True)
    for row in suite.left_out:
        print(f"  left out: {', '.join(row.tests)}: {row.reason}")
    for row in suite.fails:
        print(f"  known: {', '.join(row.tests)}: {row.reason}")
    for fault in came.faults:
        print(f"  {fault}", file=sys.stderr)
    if came.faults:
        print(f"  all that it printed: {run.HOME / suite.name}.log", file=sys.stderr)
    return End.WRONG if came.faults else End.GOOD


if __name__ == "__main__":
    sys.exit(main())
