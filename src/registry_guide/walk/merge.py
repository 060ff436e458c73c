"""`registry-guide merge`."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import click

from registry_guide.records.ledger import Ledger, log_name, read, write
from registry_guide.walk.errors import WalkError
from registry_guide.walk.joining import joined
from registry_guide.walk.report import summary


@click.command("merge")
@click.argument("ledgers", nargs=-1, required=True, metavar="LEDGER...", type=click.Path(path_type=Path))
@click.option(
    "--into",
    required=True,
    metavar="LEDGER",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the ledger of all paths is written, with their logs beside it.",
)
def merge(ledgers: Sequence[Path], into: Path) -> None:
    """Put the ledgers of all shards of a walk together, with the logs that lie beside them."""
    try:
        found = {str(path): _read(path) for path in ledgers}
        whole = joined(found)
        _take_logs(found, into)
        write(into, whole)
    except WalkError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or into}: {error.strerror or error}.") from None
    click.echo(f"{summary(whole)}\n{into}", err=True)


def _read(path: Path) -> Ledger:
    found = read(path)
    if found is None:
        raise WalkError(f"{path} is no ledger that this version reads.")
    return found


def _take_logs(ledgers: dict[str, Ledger], into: Path) -> None:
    """Copy the log of each path to where the ledger of all of them has it."""
    for name, ledger in ledgers.items():
        for path in ledger.paths:
            # By the name that a path's log has, whatever a ledger says.
            log = log_name(path.name)
            (into.parent / log).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(name).parent / log, into.parent / log)
