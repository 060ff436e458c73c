"""Files that a page tells the reader to save."""

from pathlib import Path

from registry_guide.blocks.language import unplaced
from registry_guide.records.kinds import Write
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.files.merge import CannotMergeError, merge


def destination(name: str, home: Path, directory: Path) -> Path:
    """Give the file that a caption means: `~/…` in the reader's home, else below the directory where they stand.

    Raises:
        StepFaultError: it lies outside the reader's home, or is a path of another system.
    """
    if why := unplaced(name):
        raise StepFaultError(why)
    path = home / name[2:] if name.startswith("~/") else directory / name
    path = path.absolute()
    if not path.resolve().is_relative_to(home.resolve()):
        raise StepFaultError(f"{name} lies outside the reader's home")
    return path


def write(path: Path, text: str, how: Write) -> None:
    """Save a block as a reader does: as a new file, below what the file holds, or merged into that.

    Raises:
        StepFaultError: a block is to go into a file that is not there, or that it cannot be merged into.
    """
    if how is Write.CREATE:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise StepFaultError(f"{path.name} does not exist, so nothing can be added to it")
    else:
        text = _added(path, text, how)
    path.write_text(text, "utf-8")


def _added(path: Path, text: str, how: Write) -> str:
    held = path.read_text("utf-8")
    if how is Write.APPEND:
        return f"{held.rstrip()}\n\n{text}" if held.strip() else text
    try:
        return merge(held, text)
    except CannotMergeError as error:
        raise StepFaultError(f"nothing can be merged into {path.name}: {error}", real=held) from None
