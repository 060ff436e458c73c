"""The link check against a server on loopback that answers in every way a site may."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tools.links import lychee
from tools.links.report import Verdict

ANSWERS = {"/fine": 200, "/moved": 301, "/busy": 429, "/broken": 500}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b'<p id="here">here</p>'
        self.send_response(ANSWERS.get(self.path, 404))
        self.send_header("Location", "/fine")
        self.send_header("Retry-After", "600")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def nowhere() -> Iterator[str]:
    # Held, and not listened at: nobody answers, and no other test can take it.
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def page(folder: Path, *links: str) -> Path:
    site = folder / "a site"
    site.mkdir()
    anchors = "".join(f'<a href="{link}">x</a>\n' for link in links)
    (site / "index.html").write_text(f'<!doctype html><p id="top">{anchors}')
    return site


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/fine", Verdict.FINE),
        ("/fine#here", Verdict.FINE),
        ("/fine#gone", Verdict.DEAD),
        ("/moved", Verdict.FINE),
        ("/busy", Verdict.FINE),
        ("/gone", Verdict.DEAD),
        ("/broken", Verdict.DEAD),
    ],
)
def test_a_link_outside(tmp_path: Path, server: str, path: str, verdict: Verdict) -> None:
    report = lychee.outside(page(tmp_path, server + path), tmp_path / "cache")
    assert report.asked == 1
    assert report.verdict is verdict


def test_one_answer_is_enough_to_know_that_there_is_a_network(tmp_path: Path, server: str, nowhere: str) -> None:
    report = lychee.outside(page(tmp_path, f"{server}/fine", nowhere), tmp_path / "cache")
    assert report.verdict is Verdict.DEAD
    assert [fault.answered for fault in report.faults] == [False]


def test_a_link_on_many_pages_is_one_fault(tmp_path: Path, nowhere: str) -> None:
    site = page(tmp_path, nowhere, nowhere)
    (site / "other.html").write_text((site / "index.html").read_text())
    report = lychee.outside(site, tmp_path / "cache")
    assert [fault.url.rstrip("/") for fault in report.faults] == [nowhere]
    assert report.verdict is Verdict.OFFLINE


@pytest.mark.parametrize(
    ("link", "verdict"),
    [("#top", Verdict.FINE), ("index.html#top", Verdict.FINE), ("#gone", Verdict.DEAD), ("gone.html", Verdict.DEAD)],
)
def test_a_link_inside(tmp_path: Path, link: str, verdict: Verdict) -> None:
    assert lychee.inside(page(tmp_path, link)).verdict is verdict


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [("/fine", 0, "all 1 links answer"), ("/gone", 1, "/gone: "), (None, 3, "no network")],
)
def test_the_command_says_it_with_its_exit_code(
    tmp_path: Path, server: str, nowhere: str, path: str | None, code: int, words: str
) -> None:
    site = page(tmp_path, nowhere if path is None else server + path)
    command = [sys.executable, "-m", "tools.links", str(site), "--cache", str(tmp_path / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ)
    assert done.returncode == code, done.stderr
    assert words in done.stdout + done.stderr


def test_a_site_that_was_not_built_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(lychee.CannotCheckError, match="make html"):
        lychee.inside(tmp_path)
