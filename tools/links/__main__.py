"""Ask every other site that the built guide links to."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tools.links import lychee
from tools.links.report import Report, Verdict


@click.command()
@click.argument("site", type=click.Path(path_type=Path), default="_build/html")
@click.option("--cache", type=click.Path(path_type=Path), default="_build/links", help="Folder for what is remembered.")
@click.option("--seconds", default=600.0, show_default=True, help="Time for the whole check.")
def main(site: Path, cache: Path, seconds: float) -> None:
    """Check the links from SITE to other sites.

    Exit code 0: all answer; 1: some link is dead; 2: the check did not come to an end; 3: there is no network.
    """
    try:
        report = lychee.outside(site, cache, seconds)
    except (lychee.CannotCheckError, OSError) as error:
        click.echo(f"links: {error}.", err=True)
        sys.exit(Verdict.UNCHECKED)
    if report.verdict is Verdict.DEAD:
        for fault in report.faults:
            click.echo(fault, err=True)
    click.echo(f"links: {sentence(report)}", err=report.verdict is not Verdict.FINE)
    sys.exit(report.verdict)


def sentence(report: Report) -> str:
    """Say what a report comes to."""
    match report.verdict:
        case Verdict.OFFLINE:
            return f"none of {report.asked} links answered, so there seems to be no network and nothing was checked."
        case Verdict.DEAD:
            return f"{len(report.faults)} of {report.asked} links do not lead where they should."
        case _:
            return f"all {report.asked} links answer."


if __name__ == "__main__":
    main()
