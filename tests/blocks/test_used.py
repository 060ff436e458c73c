"""Of a style a site keeps what an element of it can meet."""

from __future__ import annotations

import pytest

from registry_guide.blocks.used import names, used
from registry_guide.blocks.written import page

PAGE = """<body class="plain"><p class="note it&amp;s" id="top">Words.</p><button>Copy</button></body>"""
SCRIPT = """button.classList.add("pressed"); box.style.setProperty("--height", 1)"""
KNOWN = names([page(PAGE)], [SCRIPT])


def left(style: str) -> str:
    return "".join(used(style, KNOWN).split()).replace(";}", "}").replace("/**/", "")


@pytest.mark.parametrize(
    "style",
    [
        "p{color:red}",
        ".note{color:red}",
        "p.note:hover>button::before{color:red}",
        "#top{color:red}",
        ".pressed{color:red}",
        "*{color:red}",
        "[hidden]{color:red}",
        "[type=search]{color:red}",
        "body:not(.dark).note{color:red}",
        "p:not(.dark,.bright){color:red}",
        ":is(.dark,.note){color:red}",
        "p:nth-child(2n+1){color:red}",
        "@font-face{font-family:x}",
        "@keyframesgo{from{opacity:0}}",
        "@mediaprint{p{color:red}}",
        "body{--a:red;color:var(--a)}",
        "body{--height:0}",
    ],
)
def test_what_an_element_can_meet_stays(style: str) -> None:
    assert left(style.replace("@keyframesgo", "@keyframes go").replace("@mediaprint", "@media print")) == style


@pytest.mark.parametrize(
    "style",
    [
        "figure{color:red}",
        ".tip{color:red}",
        "p.note .tip{color:red}",
        "#note{color:red}",
        ".top{color:red}",
        ":is(.dark,.bright) p{color:red}",
        "@media print{.tip{color:red}}",
        "@media screen{@media print{figure{color:red}}}",
        "body{--a:red}",
        "body{--a:red;--b:var(--a)}",
    ],
)
def test_what_no_element_can_meet_goes(style: str) -> None:
    assert left(style) == ""


def test_a_rule_keeps_those_of_its_selectors_that_can_be_met() -> None:
    assert left("figure,p,.tip{color:red}") == "p{color:red}"
    assert left(".tip{color:red}p{color:blue}@media print{p{color:red}.tip{color:blue}}") == (
        "p{color:blue}@mediaprint{p{color:red}}"
    )


def test_a_variable_goes_with_the_last_rule_that_reads_it() -> None:
    assert left("body{--a:red;--b:1px}.tip{color:var(--a)}p{width:var(--b)}") == "body{--b:1px}p{width:var(--b)}"
