"""Measure the practice registry beside pypiserver: start, uploads, pages, long lists, a large file.

Run with `python -m bench.practice`. Both serve and take the same files over plain HTTP on loopback, from the
same client, in one run; nothing here is a test.
"""

import hashlib
import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench import lists
from registry_guide.practice.running import Running, practice
from registry_guide.practice.world.wheel import wheel, wheel_name

UPLOADS = 300
READS = 1000
CLIENTS = 4
EDGE = "edge"
KIND = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}


def form(name: str, version: str, file_name: str, content: bytes) -> bytes:
    """Give the body of an upload as twine sends it."""
    fields = {
        ":action": "file_upload",
        "protocol_version": "1",
        "name": name,
        "version": version,
        "filetype": "bdist_wheel",
        "sha256_digest": hashlib.sha256(content).hexdigest(),
        "requires_python": ">=3.9",
    }
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="content"; filename="{file_name}"\r\n\r\n'
    return "".join([*parts, head]).encode() + content + f"\r\n--{EDGE}--\r\n".encode()


@contextmanager
def pypiserver(directory: Path) -> Iterator[str]:
    """Run pypiserver over a directory of files; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pypiserver", "run", "-i", "127.0.0.1", "-p", str(port), "-P", ".", "-a", "."]
    process = subprocess.Popen([*command, str(directory)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/simple/")
        yield address
    finally:
        process.terminate()
        process.wait(10)


def wait_for(address: str) -> None:
    """Wait until an address answers; raises TimeoutError after twenty seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            httpx.get(address, trust_env=False)
        except httpx.TransportError:
            time.sleep(0.005)
        else:
            return
    raise TimeoutError(address)


def rate(count: int, do: Callable[[httpx.Client, int], httpx.Response], auth: tuple[str, str] | None) -> float:
    """Give how many of `count` requests are answered in a second, asked by some clients at a time."""

    def share(start: int) -> None:
        with httpx.Client(trust_env=False, auth=auth, timeout=60) as client:
            for number in range(start, count, CLIENTS):
                answer = do(client, number)
                assert answer.status_code in (200, 201), answer.text

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(share, range(CLIENTS)))
    return count / (time.perf_counter() - began)


def median(times: list[float]) -> float:
    """Give the middle one of some times, in milliseconds."""
    return sorted(times)[len(times) // 2] * 1000


def page_time(address: str, auth: tuple[str, str] | None) -> float:
    """Give the median time of twenty reads of a page, in milliseconds."""
    with httpx.Client(trust_env=False, auth=auth, timeout=60) as client:
        client.get(address).raise_for_status()
        times = []
        for _ in range(20):
            began = time.perf_counter()
            client.get(address).raise_for_status()
            times.append(time.perf_counter() - began)
    return median(times)


def compare() -> None:
    """Uploads and reads of the same files, in both."""
    files = [(f"bench-{n % 50}", f"1.{n}", wheel(f"bench-{n % 50}", f"1.{n}", origin="bench")) for n in range(UPLOADS)]
    bodies = [form(name, version, wheel_name(name, version), content) for name, version, content in files]

    def figures(upload: str, page: str, auth: tuple[str, str] | None) -> tuple[float, float]:
        put = rate(UPLOADS, lambda client, n: client.post(upload, content=bodies[n], headers=KIND), auth)
        read = rate(READS, lambda client, n: client.get(f"{page}/bench-{n % 50}/"), auth)
        return put, read

    with practice() as running:
        base = f"{running.plain}/api/v4/projects/1/packages/pypi"
        ours = figures(base, f"{base}/simple", ("x", running.tokens["deploy_token"]))
    with tempfile.TemporaryDirectory() as directory, pypiserver(Path(directory)) as address:
        theirs = figures(f"{address}/", f"{address}/simple", None)
    for what, mine, other in zip(("small uploads", "page reads"), ours, theirs, strict=True):
        print(f"{what:<34} {mine:8.0f} /s    pypiserver {other:8.0f} /s")


def start() -> None:
    """Time from the command to its first answer: a new state each time."""
    times = []
    for _ in range(5):
        began = time.perf_counter()
        with practice() as running:
            httpx.get(f"{running.plain}/api/v4/projects/1/packages/pypi/simple", trust_env=False)
            times.append(time.perf_counter() - began)
    with tempfile.TemporaryDirectory() as directory:
        began = time.perf_counter()
        with pypiserver(Path(directory)):
            theirs = time.perf_counter() - began
    print(f"{'start to first answer':<34} {median(times):8.0f} ms    pypiserver {theirs * 1000:8.0f} ms")


def fill(running: Running, count: int, name: str) -> None:
    """Put packages into the state while the registry runs, as uploads would."""
    import sqlite3

    with sqlite3.connect(running.state / "registry.sqlite3", timeout=30) as state:
        more = (
            "INSERT INTO file (package, name, sha256, md5, size, blob, created_at) VALUES (?, ?, ?, '', 1, ?, '2026')"
        )
        row = "INSERT INTO package (project, name, normalised, version, created_at) VALUES (1, ?, ?, ?, '2026')"
        for number in range(count):
            # A package has at most a thousand versions, and in a large project a hundred.
            full = f"{name}-{number // 1000 if count == 1000 else number // 100}"
            package = state.execute(row, (full, full, f"1.{number}")).lastrowid
            file = f"{full}-1.{number}-py3-none-any.whl"
            state.execute(more, (package, file, hashlib.sha256(file.encode()).hexdigest(), "0" * 64))


def pages() -> None:
    """Pages of a project with few and with many files."""
    with practice() as running:
        auth = ("x", running.tokens["deploy_token"])
        simple = f"{running.plain}/api/v4/projects/1/packages/pypi/simple"
        fill(running, 2_000, "few")
        few = page_time(f"{simple}/few-3/", auth)
        fill(running, 100_000, "many")
        many = page_time(f"{simple}/many-500/", auth)
    with practice() as running:
        auth = ("x", running.tokens["deploy_token"])
        fill(running, 1_000, "page")
        thousand = page_time(f"{running.plain}/api/v4/projects/1/packages/pypi/simple/page-0/", auth)
    print(f"{'page of 1,000 files':<34} {thousand:8.1f} ms")
    print(f"{'page of 100 files among 2,000':<34} {few:8.1f} ms")
    print(f"{'page of 100 files among 102,000':<34} {many:8.1f} ms")


def large() -> None:
    """One file of 1 GiB up and down, and the registry's peak memory."""
    block, size = os.urandom(1024 * 1024), 1024

    def body() -> Iterator[bytes]:
        whole = form("large", "1.0", "large-1.0.tar.gz", b"\0")
        head, tail = whole.split(b"\r\n\r\n\0", 1)
        yield head + b"\r\n\r\n"
        for _ in range(size):
            yield block
        yield tail

    with practice() as running, httpx.Client(trust_env=False, timeout=600) as client:
        client.auth = ("x", running.tokens["deploy_token"])
        base = f"{running.plain}/api/v4/projects/1/packages/pypi"
        began = time.perf_counter()
        assert client.post(base, content=body(), headers=KIND).status_code == 201
        up = time.perf_counter() - began
        page = client.get(f"{base}/simple/large/").text
        (address,) = re.findall(r'href="([^"#]+)#', page)
        began = time.perf_counter()
        with client.stream("GET", address) as answer:
            assert sum(map(len, answer.iter_raw())) == size * len(block)
        down = time.perf_counter() - began
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{running.pid}/status").read_text("utf-8"))
    print(f"{'1 GiB up':<34} {up:8.1f} s")
    print(f"{'1 GiB down':<34} {down:8.1f} s")
    print(f"{'peak memory meanwhile':<34} {int(peak) / 1024:8.0f} MiB")


def main() -> None:
    """Print the command and the figures."""
    print(f"python -m bench.practice    Python {platform.python_version()}, {os.cpu_count()} cores, {CLIENTS} clients")
    start()
    compare()
    pages()
    lists.main()
    large()


if __name__ == "__main__":
    main()
