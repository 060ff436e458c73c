"""Fixtures for the built site in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright

from registry_guide.blocks import manifest as manifests
from registry_guide.blocks.manifest import Manifest
from tests.site.visit import Visitor
from tools import browser as browsers


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def manifest(site: Path) -> Manifest:
    """Return the manifest of the built site."""
    return manifests.load(site / "manifest.json")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the built site on loopback and return its address, without a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium, one for each worker."""
    with sync_playwright() as playwright:
        options = browsers.find(playwright)
        if options is None:
            pytest.fail("no Chromium starts here: `make test` fetches one or says what to install", pytrace=False)
        with playwright.chromium.launch(**options) as chromium:
            yield chromium


@pytest.fixture(scope="session")
def visitor(browser: Browser, address: str) -> Visitor:
    """Return somebody who visits a page once in each light and width and remembers what was seen."""
    return Visitor(browser, address)
