"""Each how-to has the same form, so that a reader knows where to look on a page that they never saw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tools.build import ROOT
from tools.new.page import texts

# Folders whose pages readers open with a task in mind.
TASKS = ("publish", "install", "tokens", "credentials")
KINDS = {"tutorial", "how-to", "reference", "explanation"}
# The last parts of every how-to, in this order, and what each must have; docs/contribute/page.md says it to writers.
PARTS = {
    "See that it worked": re.compile(r"\{(?:check|block|menu)\}"),
    "If it fails": re.compile(r"\{(?:doc|ref)\}"),
    "Clean up": re.compile(r"\S"),
    "Next": re.compile(r"^- .*\{(?:doc|ref)\}", re.MULTILINE),
}
LEAST_LINKS, MOST_LINKS = 1, 3
FRONT = re.compile(r"\A---\n(?P<front>.*?)^---\n(?P<body>.*)", re.DOTALL | re.MULTILINE)
DIRECTIVE = re.compile(r"^(`{3,})\{.*?^\1$", re.DOTALL | re.MULTILINE)
LABEL = re.compile(r"^\([\w-]+\)=$", re.MULTILINE)


def kind_of(path: Path) -> str:
    """Give the kind of page that its front matter names, or nothing."""
    front = FRONT.match(path.read_text("utf-8"))
    kind = yaml.safe_load(front["front"]).get("kind", "") if front else ""
    assert isinstance(kind, str)
    return kind


def faults(text: str) -> list[str]:
    """Say what a how-to lacks of the form, a sentence for each fault."""
    page = FRONT.match(text)
    body = LABEL.sub("", page["body"] if page else text)
    lead, *sections = re.split(r"^## ", body, flags=re.MULTILINE)
    paragraphs = [each.strip() for each in lead.partition("\n# ")[2].split("\n\n")[1:] if each.strip()]
    parts = {name.strip(): rest for name, _, rest in (each.partition("\n") for each in sections)}
    found = []
    if not paragraphs or not paragraphs[0].startswith("When you are done, "):
        found.append('the first sentence does not say what the reader gets: "When you are done, …"')
    if not any(re.search(r"(?:^|\. |\.\n)You need ", each) for each in paragraphs[:2]):
        found.append('the first two paragraphs do not say what the reader needs: "You need …"')
    there = [name for name in parts if name in PARTS]
    found += [f'there is no heading "{name}"' for name in PARTS if name not in parts]
    if there != [name for name in PARTS if name in parts]:
        found.append(f"the last headings are not in this order: {', '.join(PARTS)}")
    found += [f'"{name}" has none of what it is for' for name in there if not PARTS[name].search(parts[name])]
    # Its claims are seen only where the site was walked.
    if "See that it worked" in parts and not re.search(r"\w", DIRECTIVE.sub("", parts["See that it worked"])):
        found.append('"See that it worked" does not say in a sentence what is so now')
    if "Next" in parts and [*parts][-1] != "Next":
        found.append('"Next" is not the last heading')
    links = len(re.findall(r"^- ", parts.get("Next", ""), re.MULTILINE))
    if "Next" in parts and not LEAST_LINKS <= links <= MOST_LINKS:
        found.append(f'"Next" leads to {links} places, not to {LEAST_LINKS} to {MOST_LINKS}')
    if not [name for name in parts if name not in PARTS]:
        found.append("there are no steps")
    return found


PAGES = {path.relative_to(ROOT / "docs").as_posix(): path for path in sorted((ROOT / "docs").rglob("*.md"))}
HOW_TOS = [name for name, path in PAGES.items() if kind_of(path) == "how-to"]


@pytest.mark.parametrize("name", HOW_TOS)
def test_a_how_to_has_its_form(name: str) -> None:
    assert not faults(PAGES[name].read_text("utf-8"))


def test_a_kind_is_one_of_four() -> None:
    assert HOW_TOS
    assert not {name: kind for name, path in PAGES.items() if (kind := kind_of(path)) and kind not in KINDS}


def test_each_page_for_a_task_says_its_kind() -> None:
    of_tasks = [name for name in PAGES if name.split("/")[0] in TASKS and not name.endswith("/index.md")]
    assert len(of_tasks) > len(TASKS)
    assert not [name for name in of_tasks if not kind_of(PAGES[name])]


GOOD = """---
kind: how-to
---

# Do it

When you are done, it is done. You need a token.

## Give the token

Paste it.

## See that it worked

The token is set:

```{check} set TOKEN
```

## If it fails

{doc}`/fails/index`

## Clean up

Close the shell.

## Next

- {doc}`/tokens/choose`: which token.
"""


def test_the_form_is_met() -> None:
    assert not faults(GOOD)


@pytest.mark.parametrize(
    ("cut", "put", "says"),
    [
        ("When you are done, it is done. ", "", "what the reader gets"),
        ("You need a token.", "", "what the reader needs"),
        ("## If it fails", "## Trouble", 'no heading "If it fails"'),
        ("```{check} set TOKEN\n```", "It works.", "none of what it is for"),
        ("The token is set:\n", "", "does not say in a sentence"),
        ("## Next\n\n- {doc}`/tokens/choose`: which token.\n", "", 'no heading "Next"'),
        ("- {doc}`/tokens/choose`: which token.\n", "- {doc}`a`\n" * 4, "leads to 4 places"),
        ("## Give the token\n\nPaste it.\n", "", "no steps"),
        ("## Clean up\n\nClose the shell.\n\n## Next", "## Next\n\n- {doc}`a`\n\n## Clean up", "not in this order"),
    ],
)
def test_what_is_against_the_form_is_named(cut: str, put: str, says: str) -> None:
    assert cut in GOOD
    assert any(says in each for each in faults(GOOD.replace(cut, put)))


def test_a_new_page_has_the_form() -> None:
    assert not faults(texts("install/pixi")["docs/install/pixi.md"])


def test_what_a_shell_shows_while_it_asks_is_said_for_each_shell() -> None:
    """bash prints nothing at all; fish prints a prompt and a dot for each character, and PowerShell an asterisk."""
    asking = {path: path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")}
    several = [path for path, text in asking.items() if "{block} credentials/ask\n" in text]
    assert len(several) > 10
    assert [path for path in several if "prints nothing while it waits" in asking[path]] == []
