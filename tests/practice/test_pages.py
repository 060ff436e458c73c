"""The practice registry's pages: valid HTML, accessible in light and dark, on a wide screen and a phone."""

from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import sync_playwright

from registry_guide.practice.running import Running
from tools import browser as browsers
from tools.site import validity
from tools.site.visit import faults

PATHS = {
    "home": "/",
    "project": "/private/project/-/packages",
    "empty": "/closed/forwarding/-/packages",
    "requests": "/-/practice/requests",
    "refused": "/-/practice/requests?only=refused",
    "missing": "/nowhere/at/all/-/packages",
}


def some_requests(running: Running) -> None:
    for path in ("", "/my-package", "/only-public"):
        for auth in (None, ("x", running.tokens["owner"])):
            httpx.get(f"{running.plain}/api/v4/projects/private%2Fproject/packages/pypi/simple{path}", auth=auth)


def test_pages_are_valid_html(registry: Callable[[str], Running], tmp_path: Path) -> None:
    running = registry("")
    some_requests(running)
    for name, path in PATHS.items():
        (tmp_path / f"{name}.html").write_text(httpx.get(running.plain + path).text, "utf-8")
    assert validity.errors(tmp_path) == []


def test_pages_are_accessible_in_light_and_dark(registry: Callable[[str], Running]) -> None:
    running = registry("")
    some_requests(running)
    with sync_playwright() as playwright:
        options = browsers.find(playwright)
        assert options is not None, "no Chromium starts here"
        errors: list[str] = []
        with playwright.chromium.launch(**options) as chromium:
            for scheme in ("light", "dark"):
                # The policy that guards the pages would keep the checker out, too.
                context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
                page = context.new_page()
                page.on("pageerror", lambda error: errors.append(str(error)))
                for width in (1280, 375):
                    page.set_viewport_size({"width": width, "height": 800})
                    for name, path in PATHS.items():
                        page.goto(running.plain + path)
                        if width > 1000 or name == "requests":
                            assert faults(page) == [], f"{name}, {scheme}"
                        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                        assert overflow <= 0, f"{name} scrolls sideways at {width}"
                context.close()
        assert errors == []
