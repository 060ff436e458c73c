"""Fixtures for the built site in a real browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from registry_guide.lock import held
from registry_guide.records import manifest as manifests
from registry_guide.records.manifest import Manifest
from tests.conftest import BUILD_SECONDS
from tests.ledgers import of_a_site
from tools.build import ROOT, command
from tools.site import phone
from tools.site.desk import Desk
from tools.site.serving import served
from tools.site.visit import Visitor

# As long as they come.
LONG = {
    "host": "gitlab.a-very-long-name-of-a-machine.engineering.acme.example:8443",
    "project": "acme/" + "a-group-with-a-long-name/" * 3 + "weather",
    "owner_project": "acme/platform/libraries/weather-forecast",
    "group": "acme/platform",
    "package": "weather-" * 12 + "x",
    "deploy_username": "gitlab+deploy-token-" + "1" * 90,
    "token_name": "renovate",
}
TYPED = {"host": "git.acme.test:8443", "project": "big-group/sub.group/the_project", "package": "Acme.Tools"}
# What a phone keeps; the tests of a kind run in one worker, which visits each page once.
KEPT: dict[str, dict[str, str]] = {"empty": {}, "filled": LONG}


@pytest.fixture(scope="session")
def manifest(site: Path) -> Manifest:
    """Return the manifest of the built site."""
    return manifests.load(site / "manifest.json")


@pytest.fixture(scope="session")
def walked(site: Path, manifest: Manifest) -> Path:
    """Return the folder of the site as it is after a walk: each block and claim has its mark. Built once for all."""
    folder = site.parent / "tests.walked"
    ledger, doctrees = site.parent / "tests.ledger.json", site.parent / "tests.doctrees"
    with held(site.parent / "tests.lock", wait=True):
        run = (site.parent / "tests.run").read_text("utf-8")
        if not (folder / run).exists():
            # Read anew: Sphinx does not see that an extension changed.
            for old in (folder, doctrees):
                shutil.rmtree(old, ignore_errors=True)
            ledger.write_text(json.dumps(of_a_site(manifest)), "utf-8")
            options = ("-q", "-D", f"guide_ledger={ledger}")
            build = command("html", folder, doctrees, *options)
            done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
            assert not done.returncode, done.stdout + done.stderr
            assert (folder / "publish" / "uv.html").read_text("utf-8").count('class="mark ran"') > 5
            (folder / run).touch()
    return folder


@pytest.fixture(scope="session")
def address(walked: Path) -> Iterator[str]:
    """Serve the site as readers see it, after a walk, and return its address, without a slash at the end."""
    with served(walked) as url:
        yield url


@pytest.fixture(scope="session")
def desk(browser: Browser, address: str) -> Desk:
    """Return who lends pages of the browser, cleared of all that another test did there."""
    return Desk(browser, address)


@pytest.fixture(scope="session")
def visitor(browser: Browser, address: str) -> Visitor:
    """Return somebody who visits a page once in each light and width and remembers what was seen."""
    return Visitor(browser, address)


@pytest.fixture(scope="session")
def phones(browser: Browser, address: str) -> Callable[[str], dict[str, phone.Arrived]]:
    """Return who visits every page once on a phone of some kind, types, and remembers what was seen."""
    return cache(lambda kind: phone.visit(browser, address, KEPT[kind], TYPED))


@pytest.fixture(params=[pytest.param(kind, marks=pytest.mark.xdist_group(f"phone, {kind}")) for kind in KEPT])
def on_a_phone(
    request: pytest.FixtureRequest, phones: Callable[[str], dict[str, phone.Arrived]]
) -> dict[str, phone.Arrived]:
    """Return what every page was on a phone without values, or with long ones."""
    found = phones(request.param)
    assert (sum(each.filled for each in found.values()) > 100) == bool(KEPT[request.param])
    return found
