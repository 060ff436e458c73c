"""Measure long lists of the practice registry: how long each takes, how long others wait for it, what memory it costs.

Run with `python -m bench.lists`, or as a part of `python -m bench.practice`.
"""

import hashlib
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from registry_guide.practice.running import Running, practice

PACKAGES = 100_000
_PROJECT = "/api/v4/projects/1/packages"
LISTS = {
    "REST, a page of 20": _PROJECT,
    "REST, by name, filtered": f"{_PROJECT}?order_by=name&sort=desc&package_name=many-9",
    "REST, the last page": f"{_PROJECT}?page={PACKAGES // 20}",
    "page for people": "/my-group/my-project/-/packages?page=2",
    "simple index": f"{_PROJECT}/pypi/simple",
    "simple index of a group": "/api/v4/groups/my-group/-/packages/pypi/simple",
    "simple page of 100,000 files": f"{_PROJECT}/pypi/simple/huge/",
}


def fill(running: Running) -> None:
    """Put packages of a file each into the state, and one with as many files, as uploads would."""
    package = "INSERT INTO package (project, name, normalised, version, created_at) VALUES (1, ?, ?, '1.0', '2026')"
    file = "INSERT INTO file (package, name, sha256, md5, size, blob, created_at) VALUES (?, ?, ?, '', 1, '', '2026')"
    names = [(f"many-{number}-1.0.tar.gz", hashlib.sha256(b"%d" % number).hexdigest()) for number in range(PACKAGES)]
    with closing(sqlite3.connect(running.state / "registry.sqlite3", timeout=30)) as state, state:
        for number, (name, digest) in enumerate(names):
            row = state.execute(package, (f"many-{number}", f"many-{number}")).lastrowid
            state.execute(file, (row, name, digest))
        row = state.execute(package, ("huge", "huge")).lastrowid
        state.executemany(file, [(row, name, digest) for name, digest in names])


def memory(running: Running) -> float:
    """Give the most memory that the registry had so far, in MiB."""
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{running.pid}/status").read_text("utf-8"))
    return int(peak) / 1024


@contextmanager
def asking(running: Running) -> Iterator[list[float]]:
    """Ask for a small answer again and again while the block runs; give how long each took, in milliseconds."""
    waits: list[float] = []
    over = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=running.plain, trust_env=False, timeout=60) as client:
            while not over.is_set():
                began = time.perf_counter()
                client.get("/api/v4/version")
                waits.append((time.perf_counter() - began) * 1000)
                time.sleep(0.002)

    other = threading.Thread(target=ask)
    other.start()
    try:
        yield waits
    finally:
        over.set()
        other.join()


def main() -> None:
    """Print a line for each list."""
    with practice() as running:
        headers = {"PRIVATE-TOKEN": running.tokens["personal_token"]}
        with httpx.Client(base_url=running.plain, headers=headers, trust_env=False, timeout=60) as client:
            client.get("/")
            before = memory(running)
            fill(running)
            for what, path in LISTS.items():
                times = []
                for _ in range(5):
                    began = time.perf_counter()
                    client.get(path).raise_for_status()
                    times.append((time.perf_counter() - began) * 1000)
                with asking(running) as waits:
                    for _ in range(3):
                        client.get(path).raise_for_status()
                print(f"{what:<34} {min(times):8.1f} ms    others wait {max(waits):6.1f} ms at most")
            print(f"{'more memory, at most':<34} {memory(running) - before:8.0f} MiB")


if __name__ == "__main__":
    print(f"python -m bench.lists    {PACKAGES} packages")
    main()
