"""How long a page that was saved takes until `make serve` shows it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from bench.row import Row
from tools.build import INTERRUPTED, ROOT

#: The goal, in seconds.
MOST_SECONDS = 2.0
# How often the server is asked, and how long for its first answer and for a change.
PAUSE, PATIENCE = 0.02, 300.0
PAGE = Path("docs/publish/uv.md")


def row(times: int) -> Row:
    """Start the server, save a change of a page `times` times, and give the line with the median.

    Changes the page in this clone, and puts it back as it was. Raises RuntimeError if a change is never shown.
    """
    taken = sorted(_measure(times))
    middle = taken[len(taken) // 2]
    return Row("a saved page is shown, s", f"{middle:.2f}", "", f"< {MOST_SECONDS:g}", middle < MOST_SECONDS)


def _measure(times: int) -> list[float]:
    port = _free_port()
    address = f"http://127.0.0.1:{port}/{PAGE.relative_to('docs').with_suffix('.html')}"
    page = ROOT / PAGE
    before = page.read_bytes()
    command = [sys.executable, "-m", "tools.serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True) as server:
        try:
            _until(address, "</html>")
            return [_shown(page, before, address, f"Sentence {os.getpid()} of round {each}.") for each in range(times)]
        finally:
            page.write_bytes(before)
            os.killpg(server.pid, signal.SIGINT)
            if server.wait() not in (0, INTERRUPTED):
                print("bench: the server did not end well", file=sys.stderr)


def _shown(page: Path, before: bytes, address: str, sentence: str) -> float:
    start = time.perf_counter()
    page.write_bytes(before + f"\n{sentence}\n".encode())
    _until(address, sentence)
    return time.perf_counter() - start


def _until(address: str, words: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if words in httpx.get(address, trust_env=False).text:
                return
        except httpx.TransportError:
            pass
        time.sleep(PAUSE)
    raise RuntimeError(f"{address} does not show what was saved")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
