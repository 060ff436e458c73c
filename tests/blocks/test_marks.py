"""Marks are honest: they come from a ledger that walked exactly this text, or there are none."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import escape, unescape
from typing import Any

import msgspec
import pytest

from registry_guide.blocks.marks import mark
from registry_guide.blocks.spans import follow
from registry_guide.records import manifest as manifests
from registry_guide.records.kinds import Kind
from registry_guide.records.ledger import Ledger
from tests.blocks.project import HEAD, Guide
from tests.ledgers import of_one_block

CLAIM = {
    "claim": "never asked pypi.org for my-package",
    "result": "held",
    "where": ["index"],
    "says": "pypi.org was <not> asked for my-package",
    "how": "by the log",
}
REPORT = "# How it is checked\n\n```{report}\n```\n"
CHECK = "```{check} never asked pypi.org for {package | text}\n```\n\n"


@pytest.fixture
def walked(guide: Guide) -> Guide:
    guide.write("templates/a.toml", HEAD + 'url = "{{ instance.url | toml }}"\n')
    guide.write("templates/b.toml", HEAD.replace('run = "walk"', 'unchecked = "needs an engine"') + "b = 1\n")
    guide.page(
        "index",
        "```{block} a.toml\n```\n\n```{block} b.toml\n```\n\nOnly GitLab was asked:\n\n"
        + CHECK
        + "```{toctree}\nreport\nother\n```\n",
    )
    guide.write("docs/report.md", REPORT)
    guide.write("docs/other.md", "# Other\n")
    assert guide.build() == ""
    return guide


def ledger_of(guide: Guide, **changes: Any) -> dict[str, Any]:
    (block, _) = manifests.load(guide.root / "out" / "html" / "manifest.json").pages["index"].blocks
    return of_one_block(block.id, **{"sha256": block.sha256, "claims": {"index!1": CLAIM}} | changes)


def write_ledger(guide: Guide, text: str) -> None:
    guide.write("_build/walk/ledger.json", text)


def test_without_a_ledger_there_is_no_mark_but_the_reason(walked: Guide) -> None:
    assert walked.html("index").count('class="mark ') == 1
    assert "Not run: needs an engine." in walked.html("index")
    assert "built without a walk" in walked.html("report")
    assert "needs an engine" in walked.html("report")


def test_a_sentence_leads_to_what_was_checked_only_where_it_is_shown(walked: Guide) -> None:
    assert "<p>Only GitLab was asked.</p>" in walked.html("index")
    write_ledger(walked, json.dumps(ledger_of(walked)))
    assert walked.build() == ""
    assert "<p>Only GitLab was asked:</p>" in walked.html("index")
    walked.page("other", f"Only GitLab, with this file:\n\n{CHECK}```{{block}} a.toml\n```\n")
    assert walked.build() == ""
    assert "<p>Only GitLab, with this file:</p>" in walked.html("other"), "what it leads to is shown all the same"


def test_a_walk_marks_its_blocks_and_only_their_pages_are_written_again(walked: Guide) -> None:
    write_ledger(walked, json.dumps(ledger_of(walked)))
    assert walked.build() == ""
    assert "Used with uv 9.8.7 on 2 Jan 2026." in walked.html("index")
    assert "3 paths were walked" in walked.html("report")
    assert "1 of 2 blocks ran" in walked.html("report")
    cells = re.findall(r"<td><p>([^<]*)</p></td>", walked.html("report"))
    assert cells[:4] == ["not run, for the reason below", "1", "saved as a file, for what is run", "1"]
    assert "Python 3.99.0" in walked.html("report")
    assert walked.read == []
    assert set(walked.written) == {"index", "report"}
    assert walked.build() == ""
    assert walked.written == []


def test_only_clients_of_the_guides_blocks_are_reported(walked: Guide) -> None:
    ledger = ledger_of(walked)
    write_ledger(walked, json.dumps(ledger | {"clients": {"uv": "9.8.7", "elsewhere": "5.4.3"}}))
    assert walked.build() == ""
    assert "9.8.7" in walked.html("report")
    assert "5.4.3" not in walked.html("report")


@pytest.mark.parametrize(
    ("kind", "shell", "versions", "words"),
    [
        ("commands", "bash 5.2.15(1)-release", {}, "Ran in bash"),
        ("commands", "zsh 5.9", {}, "Ran in zsh 5.9"),
        ("commands", "dash", {}, "Ran in dash"),
        ("commands", "bash 5.2.15(1)-release", {"url": "1.0"}, "Ran with url 1.0"),
        ("commands", "fish 3.6.0", {"url": "1.0"}, "Ran in fish 3.6.0 with url 1.0"),
        # What no word of the block names was not the reader's to run.
        ("commands", "bash 5.2.15(1)-release", {"url": "1.0", "rl": "2.0"}, "Ran with url 1.0"),
        ("commands", "bash 5.2.15(1)-release", {"uv": "1.0"}, "Ran in bash"),
        ("job", "", {"uv": "1.0"}, "Ran as a pipeline"),
        ("file", "", {"uv": "1.0"}, "Used with uv 1.0"),
        ("output", "", {"uv": "1.0"}, "Printed by uv 1.0"),
        # No shell said that it ran.
        ("commands", "", {}, ""),
        ("job", "", {}, "Ran as a pipeline"),
        ("file", "", {}, "Saved under this name"),
        ("output", "", {}, ""),
    ],
)
def test_a_block_says_what_became_of_it(
    walked: Guide, kind: str, shell: str, versions: dict[str, str], words: str
) -> None:
    block = replace(manifests.load(walked.root / "out/html/manifest.json").pages["index"].blocks[0], kind=Kind(kind))
    table = ledger_of(walked, versions=versions, **({"shell": shell} if shell else {}))
    found = mark(msgspec.convert(table, Ledger), block)
    assert (found and found.says) == (f"{words} on 2 Jan 2026." if words else None)


def test_an_example_in_a_claim_follows_and_a_part_of_a_name_does_not() -> None:
    words = "my-package (not my-package-two, x/my-package) <of> my-group/my-project, my-group."
    html = follow(words, {"my-package": "package", "my-group": "group", "my-group/my-project": "project"})
    assert re.findall(r'data-ph="(\w+)"[^>]*>([^<]*)<', html) == [
        ("package", "my-package"),
        ("project", "my-group/my-project"),
        ("group", "my-group"),
    ]
    assert unescape(re.sub(r"</?span[^>]*>", "", html)) == words
    assert follow(words, {}) == escape(words)


def test_another_reason_not_to_run_a_block_reaches_the_report(walked: Guide) -> None:
    path = walked.root / "templates/b.toml"
    path.write_text(path.read_text().replace("needs an engine", "needs another engine"))
    assert walked.build() == ""
    assert "needs another engine" in walked.html("report")
    assert set(walked.written) == {"index", "report"}


@pytest.mark.parametrize("changes", [{"sha256": "0" * 64}, {"level": "failed"}, {"level": "not reached"}])
def test_another_text_or_no_success_gives_no_mark(walked: Guide, changes: dict[str, str]) -> None:
    write_ledger(walked, json.dumps(ledger_of(walked, **changes)))
    assert walked.build() == ""
    assert "9.8.7" not in walked.html("index")
    assert "0 of 2 blocks ran" in walked.html("report")


@pytest.mark.parametrize(
    ("by", "versions", "readers"),
    [
        ("github-actions", {"a": "1.0", "c": "3.0", "b": "2.0"}, "a 1.0, b 2.0 and c 3.0"),
        ("world", {}, "the practice registry"),
    ],
)
def test_what_read_a_block_that_cannot_be_run_is_named(
    walked: Guide, by: str, versions: dict[str, str], readers: str
) -> None:
    walked.write("templates/a.toml", HEAD.replace('run = "walk"', f'validate = "{by}"') + "a = 1\n")
    walked.write("docs/report.md", f"{REPORT}\n")
    assert walked.build() == ""
    assert walked.html("index").count('class="mark ') == 1
    assert "nothing has read it" in walked.html("report")
    write_ledger(walked, json.dumps(ledger_of(walked, level="validated", by=by, versions=versions)))
    assert walked.build() == ""
    told = f"<summary>read, not run</summary><p>Not run, but read by {readers} on 2 Jan 2026.</p>"
    assert told in walked.html("index")
    assert f"not run, but read by {readers}" in walked.html("report")


def test_a_changed_block_loses_its_mark(walked: Guide) -> None:
    write_ledger(walked, json.dumps(ledger_of(walked)))
    assert walked.build() == ""
    walked.write("templates/a.toml", HEAD + 'uri = "{{ instance.url | toml }}"\n')
    assert walked.build() == ""
    assert "9.8.7" not in walked.html("index")


def test_a_proven_claim_is_told_where_it_stands(walked: Guide) -> None:
    line = "<summary>checked</summary><p>Checked: pypi.org was &lt;not&gt; asked for my-package (by the log).</p>"
    assert 'class="check"' not in walked.html("index")
    write_ledger(walked, json.dumps(ledger_of(walked)))
    assert walked.build() == ""
    html = walked.html("index")
    assert html.count('class="check"') == 1
    assert html.index("Not run: needs an engine.") < html.index(line)


@pytest.mark.parametrize(
    "changes", [{"claim": "never asked pypi.org"}, {"result": "failed"}, {"result": "not reached"}]
)
def test_another_claim_or_one_that_did_not_hold_is_not_told(walked: Guide, changes: dict[str, str]) -> None:
    write_ledger(walked, json.dumps(ledger_of(walked) | {"claims": {"index!1": CLAIM | changes}}))
    assert walked.build() == ""
    assert 'class="check"' not in walked.html("index")


def test_a_claim_that_is_no_more_true_loses_its_line(walked: Guide) -> None:
    write_ledger(walked, json.dumps(ledger_of(walked)))
    assert walked.build() == ""
    write_ledger(walked, json.dumps(ledger_of(walked) | {"claims": {"index!1": CLAIM | {"result": "failed"}}}))
    assert walked.build() == ""
    assert "index" in walked.written
    assert 'class="check"' not in walked.html("index")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 99}', '{"format": 2}', '{"format": 2, "when": 3}'])
def test_a_broken_ledger_is_none(walked: Guide, text: str) -> None:
    write_ledger(walked, text)
    assert walked.build() == ""
    assert walked.html("index").count('class="mark ') == 1
