"""Every other format that Sphinx makes of the pages, without a warning; test_books.py makes the EPUB and the one page.

Who makes one format after the other reads the pages once, as long as they are read alike: sphinx-tabs reads them in one
way for the formats with tabs and in another one for all others, and the catalogues of gettext need what was read for
them alone. That a page is read for one of them without a warning says so for all that read it alike.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.build import DOCTREES, ROOT, command

MADE = {"dirhtml": "index.html", "latex": "*.tex", "text": "index.txt", "gettext": "*.pot"}


def build(builder: str, folder: Path) -> None:
    done = subprocess.run(
        command(builder, folder / builder, folder / "doctrees", "-q"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((folder / builder).glob(MADE[builder]))


@pytest.mark.usefixtures("site")
def test_a_builder_of_many_pages_takes_what_was_read_for_the_site(tmp_path: Path) -> None:
    shutil.copytree(DOCTREES, tmp_path / "doctrees")
    build("dirhtml", tmp_path)


@pytest.mark.parametrize("builders", [("latex", "text"), ("gettext",)], ids=" and ".join)
def test_a_builder_without_tabs_has_nothing_to_complain_of(tmp_path: Path, builders: tuple[str, ...]) -> None:
    for builder in builders:
        build(builder, tmp_path)
