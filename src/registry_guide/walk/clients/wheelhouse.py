"""The files behind the stand-in for PyPI: every client with what it needs, as uv.lock pins them."""

import hashlib
import os
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from registry_guide.lock import held
from registry_guide.walk.clients.install import find_uv, groups, run, stamped

_CHECKED = ("--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:")


def fill(root: Path, build: Path, tell: Callable[[str], None]) -> Path:
    """Download the wheels of the clients with their hashes checked, where that has not been done.

    Each is dated as uv.lock says that it was uploaded, which the stand-in tells clients.

    Takes the project's directory, the directory of what is built and a listener; gives the directory of wheels.

    Raises:
        WalkError: a wheel could not be fetched, or its hash is not that of uv.lock.
    """
    house = build / "wheelhouse"
    house.mkdir(parents=True, exist_ok=True)
    uv = find_uv(root, build)
    pip = build.absolute() / "clients/pip/bin/pip"
    lock = (root / "uv.lock").read_bytes()
    stamp = hashlib.sha256(lock).hexdigest()
    with held(house / ".lock", wait=True):
        for client in groups(root):
            if stamped(house / f".{client}", stamp):
                continue
            tell(f"fetching the wheels of {client}")
            named = ("--only-group", f"client-{client}", "--format", "requirements.txt")
            wanted = house / f".{client}.txt"
            run(
                [uv, "export", "--frozen", "--quiet", "--no-emit-project", *named, "--output-file", wanted.absolute()],
                root,
                f"uv.lock does not say what {client} needs",
            )
            run(
                [pip, "download", *_CHECKED, "--dest", house.absolute(), "--requirement", wanted.absolute()],
                root,
                f"The wheels of {client} could not be fetched",
                PIP_DISABLE_PIP_VERSION_CHECK="1",
            )
            (house / f".{client}").write_text(stamp)
        if not stamped(house / ".dated", stamp):
            _date(house, uploaded(tomllib.loads(lock.decode())))
            (house / ".dated").write_text(stamp)
    return house


def uploaded(lock: Mapping[str, Any]) -> dict[str, datetime]:
    """Give by file name when PyPI got each file, from what uv.lock holds; an index may not have told uv."""
    files = [file for package in lock["package"] for file in (*package.get("wheels", ()), package.get("sdist", {}))]
    return {
        file["url"].rpartition("/")[2]: datetime.fromisoformat(str(file["upload-time"]))
        for file in files
        if "upload-time" in file and "url" in file
    }


def _date(house: Path, times: Mapping[str, datetime]) -> None:
    for path in house.iterdir():
        if path.name in times:
            moment = times[path.name].timestamp()
            os.utime(path, (moment, moment))
