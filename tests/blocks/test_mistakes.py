"""What a contributor gets wrong is a build error with file, line and the nearest valid name."""

from __future__ import annotations

import pytest
from sphinx.errors import ExtensionError

from tests.blocks.project import CONF, FACTS, HEAD, PAGE, Guide

TYPED = CONF + 'guide_typed = {"index": "make .*"}\n'
BLOCK = "```{block} a.toml\n```\n"
BY_TAB = (
    "---\nstart: {}\n---\n# T\n\n::::{{tabs}}\n:::{{group-tab}} uv\n```{{block}} a.toml\n```\n:::\n"
    ":::{{group-tab}} pip\n```{{block}} a.toml\n```\n:::\n::::\n"
)

# What is wrong; the files; what the build must say.
MISTAKES: dict[str, tuple[dict[str, str], list[str]]] = {
    "no start for a label": (
        {"templates/a.toml": HEAD + "x = 1\n", "docs/index.md": BY_TAB.format("{uv: empty}")},
        ["docs/index.md", "a row for each label of one tab group; it has uv"],
    ),
    "unknown start of a label": (
        {"templates/a.toml": HEAD + "x = 1\n", "docs/index.md": BY_TAB.format("{uv: empty, pip: emty}")},
        ["docs/index.md", '"emty"', 'did you mean "empty"?'],
    ),
    "a start of a label that is a table": (
        {"templates/a.toml": HEAD + "x = 1\n", "docs/index.md": BY_TAB.format("{uv: empty, pip: {a: b}}")},
        ["docs/index.md", "a starting point for each label"],
    ),
    "starts by label, and one of a part": (
        {
            "templates/a.toml": HEAD + "x = 1\n",
            "docs/index.md": BY_TAB.format("{uv: empty, pip: empty}") + "\n## Part\n\n```{start} empty\n```\n" + BLOCK,
            "facts/facts.toml": FACTS.replace("about =", "summary ="),
        },
        ["docs/index.md", "no part of the page has a start of its own"],
    ),
    "unknown name": (
        {"templates/a.toml": HEAD + 'x = 1\nurl = "{{ instnce.url | toml }}"\n'},
        ["docs/index.md:6", "templates/a.toml:9", '"instnce"', 'did you mean "instance"?'],
    ),
    "unknown fact": (
        {"templates/a.toml": HEAD + 'url = "{{ instance.urll | toml }}"\n'},
        ["templates/a.toml:8", '"urll"', 'did you mean "url"?'],
    ),
    "unknown placeholder": (
        {"templates/a.toml": HEAD + 'url = "{{ value.pakage | toml }}"\n'},
        ["templates/a.toml:8", '"pakage"', 'did you mean "package"?'],
    ),
    "unknown filter": (
        {"templates/a.toml": HEAD + 'x = 1\nurl = "{{ instance.url | tonl }}"\n'},
        ["templates/a.toml:9", "tonl"],
    ),
    "no filter": (
        {"templates/a.toml": HEAD + 'url = "{{ instance.url }}"\n'},
        ["templates/a.toml:8", "say where this stands"],
    ),
    "no filter, joined": (
        {"templates/a.toml": HEAD + 'url = "{{ "x" ~ instance.url }}"\n'},
        ["templates/a.toml:8", "say where this stands"],
    ),
    "text where a program reads": (
        {"templates/a.toml": HEAD + 'url = "{{ instance.url | text }}"\n'},
        ["templates/a.toml", "quotes nothing"],
    ),
    "transform of a text": (
        {"templates/a.toml": HEAD + 'url = "{{ instance.url | normalised | toml }}"\n'},
        ["templates/a.toml:8", "directly behind a placeholder"],
    ),
    "not Jinja": (
        {"templates/a.toml": HEAD + "a\nb {% if %}\n"},
        ["templates/a.toml:9"],
    ),
    "endless loop": (
        {"templates/a.toml": HEAD + "{% for a in range(999999999) %}x{% endfor %}\n"},
        ["templates/a.toml:8", "Range too big"],
    ),
    "breaking out of the template": (
        {"templates/a.toml": HEAD + "{{ ''.__class__.__mro__ }}\n"},
        ["templates/a.toml:8"],
    ),
    "no head": ({"templates/a.toml": "a = 1\n"}, ["templates/a.toml:1", "begins with a head"]),
    "head is not TOML": (
        {"templates/a.toml": '{#-\nlanguage = "toml"\nkind = \n-#}\n'},
        ["templates/a.toml:3", "not TOML"],
    ),
    "unknown key of a head": (
        {"templates/a.toml": HEAD.replace("purpose", "purpos")},
        ["templates/a.toml:5", 'did you mean "purpose"?'],
    ),
    "unknown kind": (
        {"templates/a.toml": HEAD.replace('kind = "file"', 'kind = "flie"')},
        ["templates/a.toml:3", 'did you mean "file"?'],
    ),
    "nothing runs it": (
        {"templates/a.toml": HEAD.replace('run = "walk"\n', "")},
        ["templates/a.toml", "what runs the block"],
    ),
    "unknown way to write": (
        {"templates/a.toml": HEAD.replace("-#}", 'write = "merg"\n-#}')},
        ["templates/a.toml:7", 'did you mean "merge"?'],
    ),
    "merged, and no TOML file": (
        {"templates/a.toml": HEAD.replace('"toml"', '"ini"').replace("-#}", 'write = "merge"\n-#}')},
        ["templates/a.toml:7", 'only a block of the language "toml" can be merged'],
    ),
    "merged, and not TOML": (
        {"templates/a.toml": HEAD.replace("-#}", 'write = "merge"\n-#}') + "[a\n"},
        ["templates/a.toml", "must be TOML"],
    ),
    "a value in a file of no known language": (
        {"templates/a.toml": HEAD.replace('"toml"', '"text"') + "{{ value.package | ini }}\n"},
        ["templates/a.toml", '"package" ends in the filter "ini"', 'of the language "text": none is known'],
    ),
    "unknown secret": (
        {"templates/a.toml": HEAD.replace('run = "walk"', 'run = "walk"\nasks = ["tokn"]')},
        ["templates/a.toml", 'did you mean "token"?'],
    ),
    "two lines to type at one prompt": (
        {"templates/a.toml": HEAD.replace("-#}", 'asks = [{ line = "y\\nn" }]\n-#}')},
        ["templates/a.toml:7", "with one line to type"],
    ),
    "something else to type": (
        {"templates/a.toml": HEAD.replace("-#}", 'asks = [{ key = "y" }]\n-#}')},
        ["templates/a.toml:7", '{ line = "…" } with one line'],
    ),
    "an exit code that is none": (
        {"templates/a.toml": HEAD.replace("-#}", 'exit = "failure"\n-#}')},
        ["templates/a.toml:7", 'or "not 0"'],
    ),
    "an exit code that says nothing": (
        {"templates/a.toml": HEAD.replace("-#}", "exit = [0, 1]\n-#}")},
        ["templates/a.toml:7", "0 stands alone"],
    ),
    "code that is typed": (
        {"conf.py": TYPED, "docs/index.md": "# T\n\n```bash\nmake html\nuv add x\n```\n"},
        ["docs/index.md:3", "make it a template"],
    ),
    "code on a page that has none": (
        {"conf.py": TYPED, "docs/index.md": "# T\n\n```{toctree}\nb\n```\n", "docs/b.md": "# B\n\n    indented\n"},
        ["docs/b.md:3", "make it a template"],
    ),
    "a block in a list": (
        {"docs/index.md": PAGE + "1. One\n\n   ```{block} a.toml\n   ```\n"},
        ["docs/index.md:8", "not in a list"],
    ),
    "a block in a note": (
        {"docs/index.md": PAGE + ":::{note}\n```{block} a.toml\n```\n:::\n"},
        ["docs/index.md:7", "not in a list, a table or a note"],
    ),
    "unknown template": ({"docs/index.md": "# T\n\n```{block} b.toml\n```\n"}, ["docs/index.md:3", '"a.toml"']),
    "unknown option": (
        {"docs/index.md": "# T\n\n```{block} a.toml\n:tokn: x\n```\n"},
        ["docs/index.md:3", 'no option "tokn"'],
    ),
    "unused template": ({"templates/deep/c.toml": HEAD}, ["templates/deep/c.toml", "no page uses this template"]),
    "unknown tab": (
        {
            "docs/index.md": "# T\n\n::::{tabs}\n:::{group-tab} uvv\nx\n:::\n::::\n",
            "templates/a.toml": HEAD,
        },
        ["docs/index.md", 'did you mean "uv"?'],
    ),
    "unknown start": (
        {"docs/index.md": "---\nstart: emty\n---\n# T\n\n" + BLOCK},
        ["docs/index.md", 'did you mean "empty"?'],
    ),
    "unknown fact in prose": (
        {"docs/index.md": "# T\n\n{fact}`instance.urll`\n"},
        ["docs/index.md:3", '"instance.url"'],
    ),
    "unknown value in prose": ({"docs/index.md": "# T\n\n{value}`hosst`\n"}, ["docs/index.md:3", '"host"']),
    "unknown menu": ({"docs/index.md": "# T\n\n```{menu} nosuch\n```\n"}, ["docs/index.md:3", "menu"]),
    "a list without a term": (
        {
            "docs/index.md": PAGE + "```{rows} answer\n:list:\nAnswer: says\nWhen: when\n```\n",
            "facts/answers.toml": '[answer.web]\nsays = ""\nwhen = "x"\n',
        },
        ["docs/index.md:6", "the row web has nothing under says"],
    ),
    "content in a block": ({"docs/index.md": "# T\n\n```{block} a.toml\ncontent\n```\n"}, ["docs/index.md:3"]),
}

# What is wrong; the change in the facts; what the build must say before it starts.
WRONG_FACTS: dict[str, tuple[str, str, list[str]]] = {
    "not TOML": ("[instance]", "[instance", ["facts/facts.toml:20", "not TOML"]),
    "unknown reference": ("{host | address}", "{hots | address}", ["facts/facts.toml:21", 'did you mean "host"?']),
    "unknown filter": ("{host | address}", "{host | adress}", ["facts/facts.toml:21", 'did you mean "address"?']),
    "no filter": ("{host | address}", "{host}", ["facts/facts.toml:21", "needs a filter"]),
    "lone brace": ('"{host', '"}{host', ["facts/facts.toml:21", "brace"]),
    "circle": ('"unused by most"', '"{url}{other}"', ["facts/facts.toml:22", "circle"]),
    "example against the rule": ('"my-package"', '"My Package"', ["facts/facts.toml", "against the rule"]),
    "rule of one language": ('"[a-z-]+"', "'\\w+'", ["facts/facts.toml", "differ between languages"]),
    "broken rule": ('"[a-z-]+"', '"[a-z-+"', ["facts/facts.toml", "no regular expression"]),
    "unknown rule": (
        "[instance]\n",
        '[rule.name]\ntext = "[a-z]"\n[rule.names]\ntext = "{nmae}{2}"\n[instance]\n',
        ["facts/facts.toml:23", 'did you mean "name"?'],
    ),
    "rule without a text": (
        "[instance]\n",
        '[rule.name]\ntxet = "[a-z]"\n[instance]\n',
        ["facts/facts.toml:21", 'did you mean "text"?'],
    ),
    "rule that is no text": (
        "[instance]\n",
        "[rule.name]\ntext = 1\n[instance]\n",
        ["facts/facts.toml:21", "is a text"],
    ),
    "unknown key": ("explain =", "explian =", ["facts/facts.toml:5", 'did you mean "explain"?']),
    "missing key": ('explain = "A name."\n', "", ["facts/facts.toml", "needs explain"]),
    "choice of one": ('labels.pip = "pip"\n', "", ["facts/facts.toml", "two or more"]),
    "not a fact": ('"unused by most"', "2026-01-01", ["facts/facts.toml:22", "a fact is a string"]),
    "reserved": ("[instance]\n", '[value]\nx = "1"\n[instance]\n', ["facts/facts.toml", "reserved"]),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_in_a_page_or_template(guide: Guide, name: str) -> None:
    files, said = MISTAKES[name]
    guide.write("templates/a.toml", HEAD + 'url = "{{ instance.url | toml }}"\n')
    guide.page("index", BLOCK)
    for path, text in files.items():
        guide.write(path, text)
    warnings = guide.build()
    for each in said:
        assert each in warnings
    assert "Traceback" not in warnings
    # Whatever is wrong with a template or a page, nobody is told that a template which a page names is used by none.
    pages = "".join(each.read_text() for each in (guide.root / "docs").rglob("*.md"))
    for template in (guide.root / "templates").rglob("*.toml"):
        name = template.relative_to(guide.root / "templates").as_posix()
        unused = f"templates/{name}:1: ERROR: no page uses this template"
        assert (unused in warnings) is (f"{{block}} {name}" not in pages)


@pytest.mark.parametrize("name", WRONG_FACTS)
def test_mistake_in_a_fact(guide: Guide, name: str) -> None:
    old, new, said = WRONG_FACTS[name]
    assert old in FACTS
    guide.write("facts/facts.toml", FACTS.replace(old, new, 1))
    guide.page("index", "Words.\n")
    with pytest.raises(ExtensionError) as error:
        guide.build()
    for each in said:
        assert each in str(error.value)


def test_a_fact_stands_once(guide: Guide) -> None:
    guide.write("facts/second.toml", '[instance]\nurl = "again"\n')
    guide.page("index", "Words.\n")
    with pytest.raises(ExtensionError, match=r"facts/second.toml:2: instance.url: this stands in facts/facts.toml"):
        guide.build()


def test_code_may_be_typed_where_the_guide_says_so(guide: Guide) -> None:
    guide.write("conf.py", TYPED)
    guide.write("templates/a.toml", HEAD + "a = 1\n")
    guide.page("index", f"```bash\nmake html\nmake test\n```\n\n{BLOCK}")
    assert guide.build() == ""


def test_a_template_that_fails_is_no_code_that_is_typed(guide: Guide) -> None:
    guide.write("conf.py", TYPED.replace("index", "another"))
    guide.write("templates/a.toml", HEAD + 'url = "{{ instance.url | toml "\n')
    guide.page("index", BLOCK)
    said = guide.build()
    assert "templates/a.toml:" in said
    assert "typed" not in said


def test_what_is_right_builds_without_a_word(guide: Guide) -> None:
    guide.write("templates/a.toml", HEAD + 'url = "{{ instance.url | toml }}"\n')
    guide.page("index", BLOCK)
    assert guide.build() == ""
