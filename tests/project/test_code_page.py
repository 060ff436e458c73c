"""What the page for maintainers says of the code: every path that it names is there, and every package has a line."""

import re

from tools.build import ROOT

PAGE = ROOT / "docs/contribute/code.md"
SOURCE = ROOT / "src/registry_guide"


def named(text: str) -> list[str]:
    """Give the paths that a page names between single backticks: what holds a slash, or ends as a file does."""
    spans = re.findall(r"(?<!`)`([^`\s]+)`(?!`)", text)
    return [span for span in spans if re.fullmatch(r"[\w./-]*/[\w./-]*|[\w-]+\.(py|toml|md|sh)", span)]


def missing(text: str) -> list[str]:
    """Give the paths of a page that are neither below the top folder nor below the package."""
    return [path for path in named(text) if not any((base / path).exists() for base in (ROOT, SOURCE))]


def unsaid(text: str) -> list[str]:
    """Give the packages and the modules of the code's top that no line of a page names."""
    parts = [p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists() or p.suffix == ".py"]
    parts.remove("__init__.py")
    return sorted(part for part in parts if not re.search(rf"[`/]{re.escape(part)}[`/]", text))


def test_every_path_of_the_page_exists() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(named(text)) > 40
    assert missing(text) == []


def test_every_package_and_module_of_the_top_has_a_line() -> None:
    assert unsaid(PAGE.read_text(encoding="utf-8")) == []


def test_a_path_that_is_not_there_and_a_package_that_no_line_names_are_noticed() -> None:
    assert missing("In `walk/nowhere.py` and `walk/run.py`, or `gone.py`.") == ["walk/nowhere.py", "gone.py"]
    assert "walk" in unsaid("`src/registry_guide/blocks/`")
    assert "blocks" not in unsaid("`src/registry_guide/blocks/`")


def test_each_word_and_each_recipe_stands_once() -> None:
    heads = re.findall(r"^(\S.*)\n: ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(heads) > 20
    assert sorted(heads) == sorted(set(heads))
