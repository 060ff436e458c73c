"""A Sphinx extension that has a build do once what it would do for each page, or each time, with the same result."""

from __future__ import annotations

import gc
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the extension to Sphinx."""
    app.connect("builder-inited", _keep_compiled)
    # After all others: what they have read by then is what stays.
    app.connect("builder-inited", _leave_alone, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _keep_compiled(app: Sphinx) -> None:
    # To compile the theme's templates takes longer than to fill them in, and they rarely change: each is compiled anew
    # if its text is another one.
    environment = getattr(getattr(app.builder, "templates", None), "environment", None)
    if app.builder.format == "html" and environment is not None:
        # Nor are the line breaks and spaces around their tags written into each page.
        environment.trim_blocks = environment.lstrip_blocks = True
        folder = Path(app.doctreedir, "trimmed-templates")
        folder.mkdir(exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def _leave_alone(app: Sphinx) -> None:
    # The modules, facts and templates that are loaded by now, some hundred thousand objects, stay to the end. Python
    # looks through all of them again and again for what could go, which takes a fifth of a build's time, and once more
    # when it ends: so nothing is told to it then.
    if gc.get_freeze_count():  # what an earlier build of this process left, such as a test's
        gc.unfreeze()
        gc.collect()
    gc.freeze()
