"""Pages that were elsewhere: their old addresses lead on, with what stands behind the hash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

_logger = logging.getLogger(__name__)


def check(app: Sphinx, env: BuildEnvironment) -> None:
    """Report what was moved to nowhere, and what was moved and is still there."""
    for old, new in app.config.guide_moved.items():
        if new not in env.found_docs:
            _logger.error('guide_moved: "%s" leads to "%s", which is no page', old, new, type="guide", subtype="moved")
        if old in env.found_docs:
            _logger.error('guide_moved: "%s" is a page', old, type="guide", subtype="moved")


def redirect(app: Sphinx) -> Sequence[tuple[str, dict[str, Any], str]]:
    """Tell sphinx-reredirects where each old address leads in the builder's own form of addresses.

    Only now: its setting is compared from build to build, and would have every page read again.
    """
    if app.builder.name in ("html", "dirhtml"):
        moved = app.config.guide_moved.items()
        app.config.redirects = {old: app.builder.get_relative_uri(old, new) for old, new in moved}
    return ()
