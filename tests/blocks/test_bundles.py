"""Bundles: what pages load together is one file, which is as new as its parts."""

from __future__ import annotations

import re

from registry_guide.blocks.bundles import join
from tests.blocks.project import Guide

CONF = """
html_static_path = ["own"]
html_css_files = ["a.css", "one/b.css", ("paper.css", {"media": "print"})]
html_js_files = ["a.js", ("b.js", {"defer": "defer"})]
guide_bundles = {
    "none.css": ["a.css", "absent.css"],
    "wrong.css": ["one/b.css", "a.css"],
    "media.css": ["a.css", "one/b.css", "paper.css"],
    "all.css": ["a.css", "one/b.css"],
    "all.js": ["a.js", "b.js"],
}
"""


def loaded(guide: Guide, page: str) -> list[str]:
    """Give what a page loads of the guide's own, in order, with how it does."""
    tags = re.findall(r"<(?:link|script)[^>]*_static[^>]*>", guide.html(page))
    return [tag for tag in tags if re.search(r"_static/(one/)?(a|b|paper|all|media|none|wrong)\.", tag)]


def versions(guide: Guide, page: str, name: str) -> list[str]:
    return re.findall(rf'"(?:\.\./)*_static/{re.escape(name)}\?v=(\w{{8}})"', guide.html(page))


def prepared(guide: Guide) -> Guide:
    guide.write("conf.py", (guide.root / "conf.py").read_text(encoding="utf-8") + CONF)
    guide.write("docs/own/a.css", "p { color: red }\n")
    guide.write("docs/own/one/b.css", "p { color: blue; background: url(dot.png) }\n")
    guide.write("docs/own/paper.css", "p { color: black }\n")
    guide.write("docs/own/a.js", "const a = () => 1")
    guide.write("docs/own/b.js", "(() => {\n  console.log(a);\n})()\n")
    guide.write("conf.py", (guide.root / "conf.py").read_text(encoding="utf-8").replace('"own"', '"docs/own"'))
    guide.page("index", "```{toctree}\ndeep/page\n```\n")
    guide.page("deep/page", "Words.\n")
    assert guide.build() == ""
    return guide


def test_a_bundle_takes_the_place_of_its_parts(guide: Guide) -> None:
    prepared(guide)
    static = guide.root / "out" / "html" / "_static"
    for page, up in (("index", ""), ("deep/page", "../")):
        tags = re.sub(r"\?v=\w{8}", "", "\n".join(loaded(guide, page))).splitlines()
        assert [re.findall(r'(?:href|src)="([^"]*)"', tag) for tag in tags] == [
            [f"{up}_static/all.css"],
            [f"{up}_static/paper.css"],
            [f"{up}_static/all.js"],
        ]
        assert 'media="print"' in tags[1]
        assert "media" not in tags[0]
        assert "defer" in tags[2]
    assert (static / "all.css").read_text(encoding="utf-8") == "p{color:red}p{color:#00f;background:url(one/dot.png)}\n"
    assert (static / "all.js").read_text(encoding="utf-8") == "const a=()=>1;console.log(a);\n"
    assert not [name for name in ("a.css", "one/b.css", "a.js", "b.js") if (static / name).exists()]
    assert not (static / "none.css").exists(), "a part of it is nowhere"
    assert (static / "paper.css").exists()


def test_a_bundle_and_its_address_on_every_page_follow_a_part(guide: Guide) -> None:
    prepared(guide)
    static = guide.root / "out" / "html" / "_static"
    before = {name: versions(guide, "index", name) for name in ("all.css", "all.js")}
    assert all(len(found) == 1 for found in before.values())
    assert guide.build() == ""
    assert guide.written == []
    assert {name: versions(guide, "deep/page", name) for name in before} == before
    guide.write("docs/own/one/b.css", "p { color: green }\n")
    guide.page("index", "Other words.\n\n```{toctree}\ndeep/page\n```\n")
    assert guide.build() == ""
    assert "deep/page" not in guide.read
    assert "green" in (static / "all.css").read_text(encoding="utf-8")
    after = {page: versions(guide, page, "all.css") for page in ("index", "deep/page")}
    assert after["index"] == after["deep/page"] != before["all.css"]
    assert versions(guide, "deep/page", "all.js") == before["all.js"]


def test_addresses_in_a_style_lead_to_where_they_led() -> None:
    own = "a{background:url(x.png)}"
    far = "b{background:url(data:image/png;base64,AA==)}c{background:url(/x.png)}d{background:url('#x')}"
    assert join({"p.css": own}, ".css") == own + "\n"
    moved = join({"s/p.css": own + far}, ".css")
    assert moved.startswith("a{background:url(s/x.png)}b{background:url(data:image/png;base64,AA==)}")
    assert "url(/x.png)" in moved
    assert "s/#x" not in moved
    assert join({"s/p.css": "a{background:url('x.png')}"}, ".css") == "a{background:url(s/x.png)}\n"
