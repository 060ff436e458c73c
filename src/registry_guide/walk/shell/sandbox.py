"""Where one path runs: a home of its own, an environment of its own, and nothing left afterwards."""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

#: What the names of all sandboxes begin with; the number of the walk's process comes next.
PREFIX = "registry-guide-walk-"
# What comes with the system, and nothing that a developer put beside it.
SYSTEM = ("/usr/bin", "/bin", "/usr/sbin", "/sbin")
# A file system in memory takes the thousands of small files of an installation in a fraction of the time. A container
# often has one that is small, or from which nothing can be run.
_MEMORY, _ROOM = Path("/dev/shm"), 8 * 2**30
# Files that no variable can hide from the clients.
_MACHINE_WIDE = (
    "/etc/pip.conf",
    "/etc/uv/uv.toml",
    "/Library/Application Support/pip/pip.conf",
)


@dataclass(frozen=True)
class Sandbox:
    """The directories of one path: `home` with the empty directory `work` in it, and `scratch` for the walk itself."""

    root: Path

    @property
    def home(self) -> Path:
        """The reader's home."""
        return self.root / "home"

    @property
    def work(self) -> Path:
        """Where the reader stands at first: an empty directory."""
        return self.home / "work"

    @property
    def scratch(self) -> Path:
        """What the walk needs for itself: blocks, the registry's state, its request log."""
        return self.root / "walk"

    def environment(self, commands: Path, registry: Mapping[str, str]) -> dict[str, str]:
        """Give the whole environment of the path: nothing is taken over from the walk's own.

        Args:
            commands: the directory of the pinned clients.
            registry: the variables that lead the clients to the practice registry.
        """
        return {
            "HOME": str(self.home),
            "PATH": os.pathsep.join([str(self.home / ".local/bin"), str(commands), *SYSTEM]),
            "TMPDIR": str(self.root / "tmp"),
            "USER": "reader",
            "LOGNAME": "reader",
            "SHELL": "/bin/bash",
            "LANG": "C.UTF-8",
            # Output that does not change with the terminal.
            "TERM": "dumb",
            "NO_COLOR": "1",
            "COLUMNS": "200",
            "PYTHONUNBUFFERED": "1",
            "UV_NO_PROGRESS": "1",
            "PIP_PROGRESS_BAR": "off",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            # Writing bytecode takes longer than all else in an installation.
            "PIP_COMPILE": "0",
            # Configuration of the whole machine is not the reader's.
            "XDG_CONFIG_DIRS": str(self.root / "etc"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            # The keyring of the desktop is the developer's; a file in the new home stands for the reader's.
            "PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring",
            # The interpreter that the clients share must stay as it is.
            "PIP_REQUIRE_VIRTUALENV": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            **registry,
        }


@contextmanager
def sandbox(keep: bool = False) -> Iterator[Sandbox]:
    """Make a sandbox, and remove it when the block ends, however it ends, unless it is to be kept."""
    root = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=None if keep else _directory())).resolve()
    try:
        place = Sandbox(root)
        for path in (place.work, place.scratch, root / "tmp", root / "etc"):
            path.mkdir(parents=True)
        if keep:
            (root / "kept").touch()
        yield place
    finally:
        if not keep:
            remove(root)


def directories() -> set[Path]:
    """Give the directories in which sandboxes may be."""
    return {Path(tempfile.gettempdir()), _directory()}


def _directory() -> Path:
    """Give where sandboxes are made: in memory if there is room, unless somebody names a place for temporary files."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return Path(tempfile.gettempdir())
    system = os.statvfs(_MEMORY)
    fits = system.f_bavail * system.f_frsize >= _ROOM and not system.f_flag & os.ST_NOEXEC
    return _MEMORY if fits else Path(tempfile.gettempdir())


def remove(root: Path) -> None:
    """Remove a directory and all in it, also what its owner may not write."""
    try:
        shutil.rmtree(root)
    except PermissionError:
        for folder, names, _ in os.walk(root):
            for path in (Path(folder) / name for name in names):
                if not path.is_symlink():
                    path.chmod(stat.S_IRWXU)
        shutil.rmtree(root)


def remove_stale() -> None:
    """Remove the sandboxes of walks that were killed outright; those of running walks and kept ones stay."""
    for root in (root for place in directories() for root in place.glob(f"{PREFIX}*")):
        owner = re.match(rf"{PREFIX}(\d+)-", root.name)
        if owner and not _runs(int(owner[1])) and not (root / "kept").exists():
            # Another walk may be removing it too.
            with suppress(FileNotFoundError):
                remove(root)


def machine_wide() -> list[Path]:
    """Give the clients' configuration files of this machine that would change what a walk finds."""
    return [path for path in map(Path, _MACHINE_WIDE) if path.exists()]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
