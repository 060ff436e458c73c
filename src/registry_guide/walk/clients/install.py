"""The pinned clients: one environment each, one directory of commands, their versions."""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from registry_guide.lock import held
from registry_guide.walk.errors import WalkError

_GROUP = "client-"
# At once, so that no path has to, and nothing is written to an environment while paths run.
_COMPILED = "--compile-bytecode"
_PATIENCE = 900  # seconds for one set-up command
# Where a contributor names an index of their own.
_INDEXES = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")


@dataclass(frozen=True)
class Clients:
    """Where the clients' commands are, and the version of each distribution that has one.

    `owners` names the distribution of each command that is called otherwise, such as pip-tools for `pip-compile`.
    """

    commands: Path
    versions: Mapping[str, str]
    owners: Mapping[str, str] = field(default_factory=dict)

    def version(self, client: str, executable: Path) -> str | None:
        """Give the version of the client that `executable` is, read from the distribution installed beside it."""
        if executable.parent == self.commands:
            return self.versions.get(client)
        for environment in (executable.parent.parent, executable.resolve().parent.parent):
            found = distribution(environment, client)
            if found:
                return found.version
        return None


def distribution(environment: Path, name: str) -> metadata.Distribution | None:
    """Find an installed distribution in a virtual environment, by its name in any spelling."""
    packages = [str(path) for path in environment.glob("lib*/python*/site-packages")]
    return next(iter(metadata.distributions(name=name, path=packages)), None)


def groups(root: Path) -> dict[str, list[str]]:
    """Give the clients of pyproject.toml's dependency groups `client-…`: name, and the distributions named there."""
    table = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    return {
        group.removeprefix(_GROUP): [Requirement(each).name for each in wanted]
        for group, wanted in table.items()
        if group.startswith(_GROUP)
    }


def find_uv(root: Path, build: Path) -> Path:
    """Find the uv that makes the clients' environments: $UV, the project's own, one made earlier, or one on PATH.

    Raises:
        WalkError: there is none.
    """
    named = [os.environ.get("UV"), root / ".tools/bin/uv", build / "clients/uv/bin/uv", shutil.which("uv")]
    for each in named:
        if each and Path(each).is_file():
            return Path(each)
    raise WalkError("The walk needs uv to install the clients; `make html` fetches it.")


LEAST = Path(__file__).parent / "least"
"""The directory whose lock pins the least version of each client with which the guide's blocks work."""


def install(root: Path, build: Path, tell: Callable[[str], None], uv: Path | None = None) -> Clients:
    """Install each client as uv.lock pins it, where that has not been done, and gather their commands.

    Args:
        root: the directory of pyproject.toml and uv.lock.
        build: where `clients/` is made, `_build` as a rule.
        tell: told what is being installed.
        uv: what installs them, if not the project's own.

    Raises:
        WalkError: an environment could not be made.
    """
    home = build / "clients"
    home.mkdir(parents=True, exist_ok=True)
    uv = uv or find_uv(root, build)
    inputs = (*((root / name).read_bytes() for name in ("pyproject.toml", "uv.lock")), _COMPILED.encode())
    stamp = hashlib.sha256(b"".join(inputs)).hexdigest()
    versions: dict[str, str] = {}
    owners: dict[str, str] = {}
    with held(home / ".lock", wait=True):
        for client, wanted in groups(root).items():
            if not stamped(home / f".{client}", stamp):
                tell(f"installing {client}")
                sync(root, uv, f"{_GROUP}{client}", home / client)
                (home / f".{client}").write_text(stamp)
            for name in wanted:
                owners |= dict.fromkeys(_link(home / client, name, home / "bin", versions), name)
        _wrap(home / "bin", home / "pip")
    return Clients((home / "bin").absolute(), versions, owners)


def environment_of(commands: Path, client: str) -> Path:
    """Give the environment of a client whose commands are gathered in `commands`."""
    return commands.parent / client


def stamped(path: Path, stamp: str) -> bool:
    """Say whether what `path` stands for was made from the inputs whose hash is `stamp`."""
    return path.is_file() and path.read_text() == stamp


def run(command: Sequence[str | Path], root: Path, sentence: str, **extra: str) -> str:
    """Run a set-up command with the developer's own configuration; give its standard output.

    Raises:
        WalkError: it failed; `sentence` and the last line that it said.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=root,
            env={**os.environ, "UV_PYTHON_DOWNLOADS": "never", **extra},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WalkError(f"{sentence}: it took longer than {_PATIENCE} s") from None
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()[-1]
        raise WalkError(f"{sentence}: {said}")
    return done.stdout


def sync(root: Path, uv: Path, name: str, environment: Path) -> None:
    """Install a dependency group as uv.lock pins it, from an index of one's own if one is named.

    Raises:
        WalkError: it could not be made.
    """
    sentence = f"The group {name} could not be installed from uv.lock"
    group = ["--only-group", name, "--quiet", "--no-config"]
    locked: list[str | Path] = [uv, "sync", *group, _COMPILED, "--locked", "--python", sys.executable]
    environment.parent.mkdir(parents=True, exist_ok=True)
    # uv leaves a lock in the directory for temporary files.
    here = {"TMPDIR": str(environment.parent.absolute())}
    place = {"UV_PROJECT_ENVIRONMENT": str(environment.absolute()), "VIRTUAL_ENV": "", **here}
    index = next((os.environ[name] for name in _INDEXES if os.environ.get(name)), None)
    # uv.lock has the addresses of the public index: with another one named, uv would resolve anew.
    place |= dict.fromkeys(_INDEXES, "")
    if index is None:
        run(locked, root, sentence, **place)
        return
    with suppress(WalkError):
        run([*locked, "--offline"], root, sentence, **place)
        return
    wanted = environment.with_name(f".{name}.txt")
    wanted.write_text(run([uv, "export", *group, "--frozen", "--no-header"], root, sentence, **place))
    run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, environment.absolute()], root, sentence, **place)
    command: list[str | Path] = [
        uv,
        "pip",
        "sync",
        "--quiet",
        "--no-config",
        _COMPILED,
        "--python",
        environment.absolute(),
        wanted.absolute(),
    ]
    run(command, root, sentence, UV_DEFAULT_INDEX=index, **here)


def _link(environment: Path, name: str, commands: Path, versions: dict[str, str]) -> list[str]:
    """Put the commands of a distribution into `commands`; the first client that brings one wins.

    Gives the commands if none of them is called as the distribution is.
    """
    found = distribution(environment, name)
    if found is None or name in versions:
        return []
    scripts = {path.name: path for path in _scripts(found)}
    if scripts:
        versions[name] = found.version
    commands.mkdir(exist_ok=True)
    for called, script in scripts.items():
        # pip's own commands would install into pip's own environment.
        if not re.fullmatch(r"pip[\d.]*", called):
            _replace(commands / called, partial(_symlink, to=script.resolve()))
    return [] if name in scripts else list(scripts)


def _scripts(found: metadata.Distribution) -> list[Path]:
    """Give the commands that a distribution brings."""
    return [Path(str(file.locate())) for file in found.files or () if file.parent.name == "bin"]


def _wrap(commands: Path, pip: Path) -> None:
    """Write the commands that are no links: Python, and pip as the Python on PATH runs it.

    A wrapper leaves no trace in sys.executable, so an environment made with it has the real interpreter as its base.
    """
    python = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    texts = dict.fromkeys(("python", "python3"), f'#!/bin/sh\nexec {shlex.quote(str(python))} "$@"\n')
    # lib64 is a link to lib where it exists.
    for folder in pip.absolute().glob("lib/python*/site-packages/pip"):
        texts |= dict.fromkeys(("pip", "pip3"), f'#!/bin/sh\nexec python3 {shlex.quote(str(folder))} "$@"\n')
    for name, text in texts.items():
        _replace(commands / name, partial(_script, text=text))


def _symlink(path: Path, to: Path) -> None:
    path.symlink_to(to)


def _script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _replace(path: Path, make: Callable[[Path], None]) -> None:
    """Put a new file in place at once, so that a path that runs meanwhile never misses it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.unlink(missing_ok=True)
    make(aside)
    aside.replace(path)
