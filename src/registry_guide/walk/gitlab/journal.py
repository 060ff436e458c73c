"""What walks have made, or were about to make, on a GitLab of one's own: on disk before it is made."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from registry_guide.lock import held
from registry_guide.walk.errors import WalkError

# GitLab ends a request after a minute; whatever was asked for before then is there by now, or never will be.
_SETTLED = timedelta(minutes=3)


@dataclass(frozen=True)
class Made:
    """A group of a walk's own.

    `number` is nothing until GitLab has told it. `since` is when the walk began to make it, in ISO 8601.
    """

    host: str
    group: str
    since: str
    number: int | None = None

    @property
    def settled(self) -> bool:
        """Whether a group that is not there now will not be there in a moment either."""
        return self.number is not None or datetime.now(UTC) - datetime.fromisoformat(self.since) > _SETTLED


class Journal:
    """A file of groups; every change is on disk when the call ends, also if the power fails then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows = {(row.host, row.group): row for row in self._read()}

    def rows(self) -> list[Made]:
        """Give all that was noted and not crossed out."""
        return list(self._rows.values())

    def note(self, host: str, group: str) -> Made:
        """Note a group that is to be made."""
        made = Made(host, group, datetime.now(UTC).isoformat(timespec="seconds"))
        self._put(made)
        return made

    def number(self, made: Made, number: int) -> Made:
        """Note the number of a group: GitLab gives it another path when it is deleted."""
        if made.number != number:
            made = replace(made, number=number)
            self._put(made)
        return made

    def cross_out(self, made: Made) -> None:
        """Forget a group that is gone."""
        del self._rows[made.host, made.group]
        self._write()

    def _put(self, made: Made) -> None:
        self._rows[made.host, made.group] = made
        self._write()

    def _read(self) -> list[Made]:
        try:
            return [Made(**row) for row in json.loads(self._path.read_text("utf-8"))]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError):
            raise WalkError(
                f"{self._path} cannot be read. It named the groups that earlier walks left on a GitLab: remove those "
                "whose names begin with registry-guide-check-, and then this file."
            ) from None

    def _write(self) -> None:
        if not self._rows:
            self._path.unlink(missing_ok=True)
            return
        aside = self._path.with_name(f".{self._path.name}.new")
        with aside.open("w", encoding="utf-8") as file:
            json.dump([asdict(row) for row in self._rows.values()], file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def journal(path: Path) -> Iterator[Journal]:
    """Have the journal for one walk alone while the block runs.

    Raises:
        WalkError: another walk has it, which would take this one's group for left behind; or it cannot be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        try:
            stack.enter_context(held(path.with_name(".walking")))
        except BlockingIOError:
            raise WalkError(
                "Another walk against a GitLab runs in this clone. Wait for its end, or walk in a clone of its own."
            ) from None
        yield Journal(path)
