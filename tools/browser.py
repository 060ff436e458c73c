"""Find a Chromium for the browser tests, in the order in which it costs the least."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

CHANNELS = ("chrome", "msedge")
# The headless shell is the same browser without a desktop's windows: a page costs a third less there.
COMMANDS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DOWNLOAD_SECONDS = 300

# What Playwright's `launch()` takes to start the browser that was found.
LaunchOptions = dict[str, Any]


def candidates(playwright: Playwright) -> Iterator[LaunchOptions]:
    """Yield how to launch each browser that may be here: the one named by $CHROMIUM alone, if there is that."""
    if named := os.environ.get("CHROMIUM"):
        yield {"executable_path": named}
        return
    if Path(playwright.chromium.executable_path).exists():
        yield {}
    yield from ({"executable_path": path} for command in COMMANDS if (path := shutil.which(command)))
    # Last, since Playwright leaves a profile of each that is not installed in the directory for temporary files.
    yield from ({"channel": channel} for channel in CHANNELS)


def start(playwright: Playwright, arguments: Sequence[str] = ()) -> Browser | None:
    """Start the first candidate that really starts, with these arguments, or give None."""
    for options in candidates(playwright):
        try:
            return playwright.chromium.launch(**options, args=list(arguments))
        except Error:
            continue
    return None


def is_here() -> bool:
    """Tell whether some Chromium starts."""
    with sync_playwright() as playwright:
        started = start(playwright)
        if started:
            started.close()
        return started is not None


def download() -> bool:
    """Let Playwright fetch its own Chromium; tell whether one starts then."""
    if os.environ.get("CHROMIUM"):
        return False
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdout=sys.stderr, stderr=quiet, timeout=DOWNLOAD_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0 and is_here()
