"""The files behind the stand-in for PyPI: every client with what it needs, as uv.lock pins them."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from registry_guide.walk.clients import find_uv, groups, locked, run, stamped

_CHECKED = ("--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:")


def fill(root: Path, build: Path, tell: Callable[[str], None]) -> Path:
    """Download the wheels of the clients with their hashes checked, where that has not been done.

    Takes the project's directory, the directory of what is built and a listener; gives the directory of wheels.

    Raises:
        WalkError: a wheel could not be fetched, or its hash is not that of uv.lock.
    """
    house = build / "wheelhouse"
    house.mkdir(parents=True, exist_ok=True)
    uv = find_uv(root, build)
    pip = build.absolute() / "clients/pip/bin/pip"
    stamp = hashlib.sha256((root / "uv.lock").read_bytes()).hexdigest()
    with locked(house / ".lock"):
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
    return house
