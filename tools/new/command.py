"""`make new`."""

from pathlib import Path

import click

from tools.new.page import BadNameError, listed, section, texts


@click.command("new")
@click.argument("page")
def new(page: str) -> None:
    """Write a new page with a first block, and list it in its section; both build and are walked at once.

    PAGE is a folder of docs/ and a word, such as install/pixi.
    """
    root = Path.cwd()
    try:
        _write(root, page)
    except BadNameError as error:
        raise click.ClickException(f"{error}.") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from None
    click.echo(f"See it: make serve. Run it: make walk PAGE={page}. What to write: docs/contribute/page.md.")


def _write(root: Path, page: str) -> None:
    """Write all files of a page, or none."""
    wanted = {root / name: text for name, text in texts(page).items()}
    index = root / section(page, (path.parent.name for path in root.glob("docs/*/index.md")))
    wanted[index] = listed(index.read_text("utf-8"), page)
    there = [path for path in wanted if path != index and path.exists()]
    if there:
        raise BadNameError(f"{there[0].relative_to(root)} is there already; nothing was written")
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        click.echo(path.relative_to(root))
