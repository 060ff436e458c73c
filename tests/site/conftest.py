"""Fixtures for the built site in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from registry_guide.records import manifest as manifests
from registry_guide.records.manifest import Manifest
from tools.site.desk import Desk
from tools.site.serving import served
from tools.site.visit import Visitor


@pytest.fixture(scope="session")
def manifest(site: Path) -> Manifest:
    """Return the manifest of the built site."""
    return manifests.load(site / "manifest.json")


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the built site on loopback and return its address, without a slash at the end."""
    with served(site) as url:
        yield url


@pytest.fixture(scope="session")
def desk(browser: Browser, address: str) -> Desk:
    """Return who lends pages of the browser, cleared of all that another test did there."""
    return Desk(browser, address)


@pytest.fixture(scope="session")
def visitor(browser: Browser, address: str) -> Visitor:
    """Return somebody who visits a page once in each light and width and remembers what was seen."""
    return Visitor(browser, address)
