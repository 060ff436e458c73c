"""Built pages: the HTML of plain code blocks, exactly what is stale built again, and every builder."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from registry_guide.blocks.spans import Span, insert, light, opening, remove
from registry_guide.records import manifest as manifests
from registry_guide.records.kinds import ANY_FAILURE, Line
from tests.blocks.project import FACTS, HEAD, Guide

LANGUAGES = {
    "toml": 'url = "{{ instance.url | toml }}/x"\n{{ value.package | tomlkey }} = { index = "gitlab" }\n',
    "bash": "export A={{ instance.url | shell }} && b \\\n  --c {{ value.package | shell }} <<'E'\nx\nE\n",
    "yaml": 'job:\n  - "{{ instance.url | yaml }}"\n  - |\n    uv add {{ value.package | shell }}\n',
    "ini": "[{{ value.package | ini }}]\nrepository = {{ instance.url | ini }}\n",
    "python": 'import {{ value.package | module | identifier }}\nx = f"{{ instance.url | python }}&<>"\n',
    "console": "$ pip install {{ value.package | shell }}\n<b>&amp;\n",
    "text": "machine {{ value.host | netrc }} login {{ value.package | netrc }}{{ value.package | netrc }}\n",
    "json": '{"{{ value.package | json }}": ["{{ instance.url | json }}"]}\n',
    "powershell": 'Write-Output "{{ instance.url | urlpath }}" {{ value.package | urlpath }}\n',
}


def head(language: str) -> str:
    return HEAD.replace('language = "toml"', f'language = "{language}"')


def article(html: str) -> str:
    body = re.search(r'<div class="body"[^>]*>(.*?)<div class="clearer">', html, re.DOTALL)
    assert body
    return body.group(1)


def test_without_spans_and_frames_a_plain_code_block_remains(guide: Guide, tmp_path: Path) -> None:
    plain = Guide(tmp_path / "plain")
    templates = []
    # What the project's own languages may hold is another matter: here each takes every value.
    row = 'title = "{0}"\nfilters = ["{0}", "shell", "tomlkey", "identifier", "netrc", "urlpath"]\n'
    rows = (f"[language.{name}]\n{row.format(name)}" for name in LANGUAGES)
    guide.write("facts/languages.toml", "\n".join(rows))
    for name, body in LANGUAGES.items():
        guide.write(f"templates/{name}", head(name) + body)
        templates.append(f"```{{block}} {name}\n```\n")
    guide.page("index", "\n".join(templates))
    assert guide.build() == ""
    manifest = manifests.load(tmp_path / "out" / "html" / "manifest.json")
    codes = [f"```{{code-block}} {block.language}\n{block.text}```\n" for block in manifest.pages["index"].blocks]
    plain.page("index", "\n".join(codes))
    assert plain.build() == ""

    built = article(guide.html("index"))
    assert built.count('class="ph') == 2 * len(LANGUAGES)
    without_panel = re.sub(r'<div class="values-link".*?</section>', "", built, flags=re.DOTALL)
    without_frames = re.sub(
        r'<div class="block [^>]*>\n<div class="bar">.*?</div>\n(.*?</div>\n</div>\n)</div>\n',
        r"\1",
        without_panel,
        flags=re.DOTALL,
    )
    theirs = article(plain.html("index"))
    assert theirs.count('<span class="w">') > len(LANGUAGES)
    assert remove(without_frames) == light(theirs)


def test_marks_never_straddle_the_highlighters_spans() -> None:
    html = '<pre><span></span><span class="a">x&lt;</span><span class="b">y</span>z\n</pre>'
    tag = opening("host", ["toml"], secret=False)
    marked = insert(html, "x<yz", [Span(1, 4, tag)])
    again = tag.removesuffix(">") + ' data-more="">'
    assert marked == (
        f'<pre><span></span><span class="a">x{tag}&lt;</span></span><span class="b">{again}y</span></span>'
        f"{again}z</span>\n</pre>"
    )
    assert remove(marked) == html


def test_marks_notice_html_of_another_text() -> None:
    with pytest.raises(ValueError, match="says"):
        insert("<pre>abc</pre>", "abd", [])
    with pytest.raises(ValueError, match="shorter"):
        insert("<pre>abc</pre>", "abcdef", [])


@pytest.fixture
def three_pages(guide: Guide) -> Guide:
    """A guide whose pages a, b and c use different facts, placeholders and templates; plain uses none."""
    guide.write("templates/_shared/part.toml", "shared = 1\n")
    guide.write("templates/a.toml", HEAD + 'url = "{{ instance.url | toml }}"\n')
    guide.write("templates/b.toml", HEAD + 'other = "{{ instance.other | toml }}"\n')
    guide.write("templates/c.toml", HEAD + '{% include "_shared/part.toml" %}\n{{ value.package | toml }} = 1\n')
    for name in "abc":
        guide.page(name, f"```{{block}} {name}.toml\n```\n")
    guide.page("prose", "{fact}`instance.other` and {value}`package`.\n")
    guide.page("tabs", "::::{tabs}\n:::{group-tab} uv\nx\n:::\n:::{group-tab} pip\ny\n:::\n::::\n")
    guide.page("index", "```{toctree}\na\nb\nc\nprose\ntabs\n```\n")
    assert guide.build() == ""
    assert guide.build() == ""
    assert guide.read == []
    return guide


@pytest.mark.parametrize(
    ("path", "old", "new", "stale"),
    [
        ("facts/facts.toml", "unused by most", "changed", {"b", "prose"}),
        ("facts/facts.toml", 'example = "gitlab.example.com"', 'example = "other.example"', {"a"}),
        ("facts/facts.toml", 'label = "Package"', 'label = "Name"', {"c", "prose"}),
        ("facts/facts.toml", 'label = "Client"', 'label = "Program"', {"tabs"}),
        ("facts/facts.toml", 'about = "an empty directory"', 'about = "nothing"', set()),
        ("facts/facts.toml", "[instance]", "# a comment\n[instance]", set()),
        ("templates/a.toml", "url =", "uri =", {"a"}),
        ("templates/_shared/part.toml", "shared = 1", "shared = 2", {"c"}),
        ("docs/b.md", "# Title", "# Other", {"b"}),
    ],
)
def test_exactly_the_stale_pages_are_read_again(
    three_pages: Guide, path: str, old: str, new: str, stale: set[str]
) -> None:
    file = three_pages.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert three_pages.build() == ""
    assert set(three_pages.read) == stale
    three_pages.build()
    assert three_pages.read == []


def test_a_page_that_is_gone_leaves_the_manifest(three_pages: Guide) -> None:
    path = three_pages.root / "out" / "html" / "manifest.json"
    assert "a" in manifests.load(path).pages
    (three_pages.root / "docs" / "a.md").unlink()
    (three_pages.root / "templates" / "a.toml").unlink()
    three_pages.page("index", "```{toctree}\nb\nc\nprose\ntabs\n```\n")
    assert three_pages.build() == ""
    assert "a" not in manifests.load(path).pages


def test_a_page_may_begin_elsewhere_for_each_tab(guide: Guide) -> None:
    guide.write("facts/facts.toml", FACTS + '[start.full]\nabout = "a full directory"\n')
    guide.write("templates/a.toml", HEAD + "x = 1\n")
    guide.write(
        "docs/index.md",
        "---\nstart: {uv: empty, pip: full}\n---\n# T\n\n::::{tabs}\n:::{group-tab} uv\n```{block} a.toml\n```\n:::\n"
        ":::{group-tab} pip\n```{block} a.toml\n```\n:::\n::::\n",
    )
    assert guide.build() == ""
    (page,) = manifests.load(guide.root / "out/html/manifest.json").pages.values()
    assert [(dict(each.labels), each.start) for each in page.routes] == [
        ({"client": "uv"}, "empty"),
        ({"client": "pip"}, "full"),
    ]


def test_reading_in_parallel_gives_the_same(guide: Guide) -> None:
    for number in range(12):
        guide.write(f"templates/{number}.toml", HEAD + f'n{number} = "{{{{ instance.url | toml }}}}"\n')
        guide.page(f"page{number}", f"```{{block}} {number}.toml\n```\n")
    guide.page("index", "```{toctree}\n:glob:\npage*\n```\n")
    assert guide.build(jobs=1) == ""
    path = guide.root / "out" / "html" / "manifest.json"
    alone = path.read_text(encoding="utf-8")
    (guide.root / "trees" / "html" / "environment.pickle").unlink()
    assert guide.build(jobs=2) == ""
    assert path.read_text(encoding="utf-8") == alone


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "epub", "text", "gettext", "latex", "man", "texinfo"])
def test_every_builder_shows_the_block(guide: Guide, builder: str) -> None:
    guide.write("templates/a.toml", HEAD + 'url = "{{ instance.url | toml }}"\n')
    guide.page(
        "index",
        "{fact}`instance.url`\n\n::::{tabs}\n:::{group-tab} uv\n```{block} a.toml\n```\n:::\n"
        ":::{group-tab} pip\nOther words.\n:::\n::::\n\n```{check} published {package | text} 0.1.0\n```\n",
    )
    guide.write(
        "conf.py",
        (guide.root / "conf.py").read_text()
        + 'epub_show_urls = "no"\nversion = "1"\nepub_copyright = "x"\nepub_author = "x"\n',
    )
    assert guide.build(builder) == ""
    out = guide.root / "out" / builder
    files = [path.read_text(encoding="utf-8", errors="replace") for path in out.rglob("*") if path.is_file()]
    if builder == "gettext":
        # Words are translated; blocks stay.
        assert any("Other words" in text for text in files)
        assert not any("url =" in text for text in files)
    else:
        shown = [remove(re.sub(r"\\(?:PYG|sphinx\w+)\{?|[{}]", "", text)) for text in files]
        assert any("gitlab.example.com" in text and "Other words" in text for text in shown)


def test_restructuredtext_gives_the_same(guide: Guide) -> None:
    guide.write(
        "templates/a.toml",
        HEAD.replace("-#}", '[options]\nkey = ["a", "b"]\n-#}') + 'key = "{{ option.key | toml }}"\n',
    )
    guide.page("index", "```{block} a.toml\n:key: b\n```\n\n{value}`host`\n\n```{toctree}\nother\n```\n")
    guide.write("docs/other.rst", ":start: empty\n\nTitle\n=====\n\n.. block:: a.toml\n   :key: b\n\n:value:`host`\n")
    assert guide.build() == ""
    pages = json.loads((guide.root / "out" / "html" / "manifest.json").read_text(encoding="utf-8"))["pages"]
    markdown, rest = (pages[name]["steps"][0] for name in ("index", "other"))
    assert markdown.pop("id") == "index#1"
    assert rest.pop("id") == "other#1"
    assert markdown == rest
    assert rest["text"] == 'key = "b"\n'


def test_a_head_may_follow_an_option(guide: Guide) -> None:
    head = HEAD.replace('"says it"', '"asks for {option.key}"').replace("-#}", 'asks = ["{option.key}"]\n-#}')
    head = head.replace('"a.toml"', '"{option.key}.toml"').replace("-#}", '[options]\nkey = ["token"]\n-#}')
    guide.write("templates/a.toml", head + "a = 1\n")
    guide.page("index", "```{block} a.toml\n```\n")
    assert guide.build() == ""
    (block,) = manifests.load(guide.root / "out" / "html" / "manifest.json").pages["index"].blocks
    assert (block.purpose, block.asks, block.file) == ("asks for token", ("token",), "token.toml")


def test_a_head_says_what_is_typed_and_which_failures_are_right(guide: Guide) -> None:
    head = HEAD.replace("-#}", 'asks = [{ line = "{option.key} {host}" }, "token"]\nexit = [1, 2]\n-#}')
    guide.write("templates/a.toml", head.replace("-#}", '[options]\nkey = ["y"]\n-#}') + "a = 1\n")
    guide.write("templates/b.toml", HEAD.replace("-#}", 'exit = "not 0"\n-#}') + "a = 1\n")
    guide.page("index", "```{block} a.toml\n```\n\n```{block} b.toml\n```\n")
    assert guide.build() == ""
    asks, fails = manifests.load(guide.root / "out" / "html" / "manifest.json").pages["index"].blocks
    assert asks.asks == (Line("y gitlab.example.com"), "token")
    assert (asks.asked, asks.exit, fails.exit, fails.fails) == (("token",), (1, 2), (ANY_FAILURE,), True)


def test_the_example_of_a_placeholder_is_shown_in_the_file_name(guide: Guide) -> None:
    named = HEAD.replace('file = "a.toml"', 'file = "{package | module | text}/a.toml"')
    guide.write("templates/a.toml", named + "a = 1\n")
    guide.page("index", "```{block} a.toml\n```\n")
    assert guide.build() == ""
    (block,) = manifests.load(guide.root / "out" / "html" / "manifest.json").pages["index"].blocks
    assert block.file == "my_package/a.toml"
    assert [(hole.placeholder, hole.start, hole.end) for hole in block.file_holes] == [("package", 0, 10)]


@pytest.mark.parametrize(
    ("write", "caption"),
    [
        ("create", ""),
        ("append", '<span class="added"> (add at the end)</span>'),
        ("merge", '<span class="added"> (add, joining tables that exist)</span>'),
    ],
)
def test_the_caption_says_how_the_block_gets_into_its_file(guide: Guide, write: str, caption: str) -> None:
    guide.write("templates/a.toml", HEAD.replace("-#}", f'write = "{write}"\n-#}}') + "a = 1\n")
    guide.page("index", "```{block} a.toml\n```\n")
    assert guide.build() == ""
    assert f'<div class="bar"><span class="name">a.toml{caption}</span></div>' in guide.html("index")
    (block,) = manifests.load(guide.root / "out" / "html" / "manifest.json").pages["index"].blocks
    assert block.write == write
