"""`make lighthouse`: ask Lighthouse about pages of the built site, without a network."""

from __future__ import annotations

import argparse
import json
import socket
import sys
from collections.abc import Mapping
from enum import IntEnum

from playwright.sync_api import Playwright, sync_playwright
from rich.console import Console
from rich.table import Table

from tools import browser
from tools.build import ROOT
from tools.lighthouse.audit import CATEGORIES, FORMS, METRICS, LighthouseError, Result, audit
from tools.lighthouse.serving import compressed
from tools.site import pages

SITE = ROOT / "_build" / "html"
#: What the browser of a reader has who filled the pages in before.
STORED = {"host": "gitlab.acme.example:8443", "project": "acme/platform/weather", "package": "acme-weather"}


class End(IntEnum):
    """What the command ends with."""

    GOOD = 0
    WRONG = 1


def main(arguments: list[str] | None = None) -> int:
    """Ask about the pages that are named, or all; return the exit code."""
    parser = argparse.ArgumentParser(prog="make lighthouse", description=__doc__)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="such as publish/uv; all if none is named")
    parser.add_argument("--form", action="append", choices=FORMS, help="the reader's device; both if none is named")
    parser.add_argument("--stored", action="store_true", help="for a reader who filled in values before")
    asked = parser.parse_args(arguments)
    # Not those that Sphinx adds: search engines are to leave them alone, which Lighthouse calls a fault.
    known = pages.names()
    for name in asked.pages:
        if name not in known:
            parser.error(f"there is no page {name}")
    try:
        results = _results(asked.pages or known, asked.form or list(FORMS), STORED if asked.stored else None)
    except LighthouseError as error:
        print(f"lighthouse: {error}", file=sys.stderr)
        return End.WRONG
    _print(results)
    wrong = [f"{each.page}, {each.form}: {fault}" for each in results for fault in each.wrong]
    for line in wrong:
        print(line, file=sys.stderr)
    return End.WRONG if wrong else End.GOOD


def _results(names: list[str], forms: list[str], stored: Mapping[str, str] | None) -> list[Result]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    steered = [f"--remote-debugging-port={port}"]
    results = []
    with compressed(SITE) as address, sync_playwright() as playwright:
        chromium = browser.start(playwright, steered)
        if chromium is None:
            raise LighthouseError("no Chromium starts here; `make test` fetches one or says what to install")
        with chromium:
            if stored:
                _store(playwright, port, address, stored)
            for name in names:
                for form in forms:
                    print(f"lighthouse: {name}, {form}", file=sys.stderr)
                    url = f"{address}/{pages.url(name)}"
                    results.append(audit(url, name, form, port, is_known=stored is not None))
    return results


def _store(playwright: Playwright, port: int, address: str, values: Mapping[str, str]) -> None:
    """Let the browser keep values as the pages do, in its own context: Lighthouse opens its tabs there."""
    page = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0].new_page()
    page.goto(f"{address}/{pages.url('index')}")
    page.evaluate("text => localStorage.setItem('registry-guide:values', text)", json.dumps(values))
    page.reload()
    if not page.evaluate("document.querySelectorAll('.ph.filled').length"):
        raise LighthouseError("the pages do not take the values that were stored")
    page.close()


def _print(results: list[Result]) -> None:
    table = Table("page", "form", *CATEGORIES, *METRICS.values())
    for each in results:
        metrics = [f"{value:.3f}" if value < 1 else f"{value:.0f} ms" for value in each.metrics.values()]
        table.add_row(each.page, each.form, *(str(score) for score in each.scores.values()), *metrics)
    Console(width=160).print(table)
    for each in results:
        if slow := each.faults["performance"]:
            print(f"{each.page}, {each.form}, is slower than it could be: {'; '.join(slow)}")


if __name__ == "__main__":
    sys.exit(main())
