"""Files that a page tells the reader to save."""

from pathlib import Path

from registry_guide.blocks.head import Write
from registry_guide.walk.errors import StepFaultError


def destination(name: str, home: Path, directory: Path) -> Path:
    """Give the file that a caption means: `~/…` in the reader's home, else below the directory where they stand.

    Raises:
        StepFaultError: it lies outside the reader's home.
    """
    path = home / name[2:] if name.startswith("~/") else directory / name
    path = path.absolute()
    if not path.resolve().is_relative_to(home.resolve()):
        raise StepFaultError(f"{name} lies outside the reader's home")
    return path


def write(path: Path, text: str, how: Write) -> None:
    """Save a block as a reader does: a new file with this text, or this text below what the file holds.

    Raises:
        StepFaultError: a block is to be appended to a file that is not there.
    """
    if how is Write.APPEND:
        if not path.exists():
            raise StepFaultError(f"{path.name} does not exist, so nothing can be appended to it")
        held = path.read_text("utf-8")
        text = f"{held.rstrip()}\n\n{text}" if held.strip() else text
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
