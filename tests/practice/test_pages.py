"""The practice registry's pages: valid HTML, accessible in light and dark, on a wide screen and a phone."""

from collections.abc import Callable
from pathlib import Path

import httpx
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from registry_guide.practice.running import Running
from tools.site import validity
from tools.site.visit import faults

PATHS = {
    "home": "/",
    "project": "/private/project/-/packages",
    "the second page": "/private/project/-/packages?page=2",
    "no such page": "/private/project/-/packages?page=9",
    "empty": "/closed/forwarding/-/packages",
    "requests": "/-/practice/requests",
    "refused": "/-/practice/requests?only=refused",
    "missing": "/nowhere/at/all/-/packages",
}


def some_packages(running: Running) -> None:
    address = f"{running.plain}/api/v4/projects/private%2Fproject/packages/pypi"
    with httpx.Client(auth=("x", running.tokens["owner"]), trust_env=False) as client:
        for number in range(45):
            form = {"name": f"paged-{number}", "version": "1.0", "sha256_digest": "a" * 64}
            sent = client.post(address, data=form, files={"content": (f"paged-{number}.whl", b"x")})
            assert sent.status_code == 201


def some_requests(running: Running) -> None:
    for path in ("", "/my-package", "/only-public"):
        for auth in (None, ("x", running.tokens["owner"])):
            httpx.get(f"{running.plain}/api/v4/projects/private%2Fproject/packages/pypi/simple{path}", auth=auth)


def test_pages_are_valid_html(fresh: Callable[[str], Running], tmp_path: Path) -> None:
    running = fresh("")
    some_packages(running)
    some_requests(running)
    for name, path in PATHS.items():
        (tmp_path / f"{name}.html").write_text(httpx.get(running.plain + path).text, "utf-8")
    assert validity.errors(tmp_path) == []


def test_pages_are_accessible_in_light_and_dark(fresh: Callable[[str], Running], browser: Browser) -> None:
    running = fresh("")
    some_packages(running)
    some_requests(running)
    errors: list[str] = []
    for scheme in ("light", "dark"):
        # The policy that guards the pages would keep the checker out, too.
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
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


def test_packages_are_paged_with_plain_links(fresh: Callable[[str], Running]) -> None:
    running = fresh("")
    some_packages(running)
    address: str | None = "/private/project/-/packages"
    seen: list[str] = []
    pages = 0
    while address:
        page = BeautifulSoup(httpx.get(running.plain + address).text, "html.parser")
        seen += [heading.get_text() for heading in page.select("section > h2")]
        pages += 1
        current = [mark.get_text() for mark in page.select("[aria-current=page]")]
        assert current == [f"Page {pages} of 3"] * 2
        assert len({nav["aria-label"] for nav in page.select("main nav")}) == 2
        following = page.select_one("main nav a[rel=next]")
        address = str(following["href"]) if following else None
    assert pages == 3
    assert seen[:45] == [f"paged-{number} 1.0" for number in reversed(range(45))]
    assert len(seen) == len(set(seen)) > 45
    assert httpx.get(f"{running.plain}/private/project/-/packages?page=4").status_code == 404
    for odd in ("0", "-1", "x", "\u0663", "9" * 30):
        first = httpx.get(f"{running.plain}/private/project/-/packages", params={"page": odd})
        assert "paged-44 1.0" in first.text
