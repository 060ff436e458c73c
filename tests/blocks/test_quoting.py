"""What a context quotes, the real parser reads back; what it cannot hold, it refuses with a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry_guide.blocks.quoting import CONTEXTS, BadValueError, apply
from tests.blocks.vectors import VALUES
from tools.checks.readers import READ_BACK, bash_words

# A context must hold what people type; a test that let it refuse everything could not fail.
MUST_HOLD = {
    "tomlkey": ["my-package", "a1"],
    "identifier": ["my_package", "_a1"],
    "ini": ["a b", "a;b", "a#b", "%(x)s", "é漢🦊", "'\"\\$$", ""],
    "netrc": ["gitlab+deploy-token-1", "a#b", "$$%;&|<>{}'`:é漢🦊"],
    "powershell": ["a b", "'\"\\$`;", "it's", "\u2018\u2019\u201a\u201b", "é漢🦊", ""],
    "text": ["a b", "'\"\\$`", "é漢🦊", ""],
}
UNREPRESENTABLE = ("\x00", "\ud800")


def accepted(context: str, value: str) -> str | None:
    try:
        return apply([context], value)
    except BadValueError as refused:
        assert str(refused).endswith(".")
        return None


def test_every_context_has_a_parser() -> None:
    assert set(READ_BACK) == set(CONTEXTS)


@pytest.mark.parametrize("context", sorted(set(CONTEXTS) - {"shell"}))
def test_vectors_are_read_back(context: str) -> None:
    held = 0
    for value in VALUES:
        quoted = accepted(context, value)
        if quoted is not None:
            held += 1
            assert READ_BACK[context](quoted) == value, (value, quoted)
        elif context not in MUST_HOLD:
            refusable = value in {".", ".."} or any(each in value for each in UNREPRESENTABLE)
            assert refusable, f"{context} refuses {value!r}"
    assert held >= 3


def test_shell_vectors_are_read_back() -> None:
    held = [value for value in VALUES if value and not any(each in value for each in UNREPRESENTABLE)]
    assert len(held) > 1000
    for start in range(0, len(held), 500):
        some = held[start : start + 500]
        assert bash_words([apply(["shell"], value) for value in some]) == some


@pytest.mark.parametrize(("context", "value"), [(name, value) for name in MUST_HOLD for value in MUST_HOLD[name]])
def test_holds_what_people_type(context: str, value: str) -> None:
    assert accepted(context, value) is not None


@settings(max_examples=150)
@given(value=st.text(min_size=1, max_size=60))
def test_any_text_is_read_back(value: str) -> None:
    for context, read_back in READ_BACK.items():
        quoted = accepted(context, value)
        if quoted is not None:
            assert read_back(quoted) == value, (context, value, quoted)


@settings(max_examples=200)
@given(parts=st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_quoting_parts_is_quoting_the_whole(parts: list[str]) -> None:
    for context in ("urlpath", "shell", "toml", "yaml", "json", "python"):
        if any(part in {".", ".."} for part in [*parts, "".join(parts)]) or "\x00" in "".join(parts):
            continue
        assert "".join(apply([context], part) for part in parts) == apply([context], "".join(parts))


@pytest.mark.parametrize(
    ("name", "normalised", "module"),
    [("My_Package.Name", "my-package-name", "my_package_name"), ("a--b__c", "a-b-c", "a_b_c"), ("x", "x", "x")],
)
def test_transforms(name: str, normalised: str, module: str) -> None:
    assert apply(["normalised"], name) == normalised
    assert apply(["module"], name) == module


def test_contexts_nest_from_the_inside_out() -> None:
    assert apply(["urlpath", "toml"], 'a/"b') == "a%2F%22b"
    assert apply(["toml", "shell"], 'a"b') == 'a\\\\\\"b'
