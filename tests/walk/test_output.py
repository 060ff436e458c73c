"""Output that a page shows against output that came."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry_guide.walk.files.output import VARIES, difference, matches, normalise


@pytest.mark.parametrize(
    ("shown", "real"),
    [
        ("hello\n", "hello\n"),
        ("hello\n", "\nhello   \n\n"),
        ("first\n…\nlast\n", "first\nlast\n"),
        ("first\n…\nlast\n", "first\na\nb\nlast\n"),
        ("…\nlast\n", "a\nlast\n"),
        ("first\n…\n", "first\nb\n"),
        ("Uploading … to gitlab\n", "Uploading my-package to gitlab\n"),
        ("Resolved 3 packages in 12ms\n", "Resolved 3 packages in 1.25s\n"),
        ("my_package.whl (1.2 KiB)\n", "my_package.whl (980 B)\n"),
        ("uv 0.13.9\n", "uv 0.14.0\n"),
        ("Using CPython 3.13.1\n", "Using CPython 3.11.7\n"),
        ("done\n", "10%\r50%\r100%\rdone\n"),
        ("done\n", "\x1b[32mdone\x1b[0m\n"),
    ],
)
def test_the_same(shown: str, real: str) -> None:
    assert matches(shown, real)


@pytest.mark.parametrize(
    ("shown", "real"),
    [
        ("hello\n", "hello you\n"),
        ("hello\n", "hello\nyou\n"),
        ("first\n…\nlast\n", "first\nlast one\n"),
        ("a … c\n", "a b\nc\n"),
        ("401 Unauthorized\n", "403 Forbidden\n"),
        ("my-package 0.1.0\n", "my-package 0.2.0\n"),
        ("Resolved 3 packages in 12ms\n", "Resolved 4 packages in 12ms\n"),
        ("a.c\n", "abc\n"),
        ("", "something\n"),
    ],
)
def test_not_the_same(shown: str, real: str) -> None:
    assert not matches(shown, real)
    assert difference(shown, real)


@given(st.text(st.characters(exclude_characters="…", exclude_categories=["Cs"])))
def test_any_output_is_itself(text: str) -> None:
    assert matches(text, text)


@given(st.lists(st.text("ab …", max_size=5), max_size=6))
def test_an_elision_takes_whatever_stands_in_its_place(lines: list[str]) -> None:
    shown = "\n".join(lines)
    assert matches(shown, re.sub("…", "xyz", shown))


def test_every_rule_leaves_its_own_result_alone() -> None:
    sample = "1.2s 12:00:01 3 kB " + "a" * 64 + " CPython 3.11.7 uv 0.13.9 \x1b[1mbold\x1b[0m 10%\rdone  "
    assert normalise(normalise(sample)) == normalise(sample)
    assert len(VARIES) == len({pattern for _, pattern, _ in VARIES})


LONG = "https://apps.example.edu:8443/gitlab/api/v4/projects/my-org%2Fmy-team%2Fmy-group%2Fmy-project/packages/pypi"


@pytest.mark.parametrize(
    ("real", "right"),
    [
        (f"Uploading to\n{LONG}\ndone", True),
        (f"Uploading to\n{LONG[:80]}\n{LONG[80:]}\ndone", True),
        (f"Uploading to\n{LONG[:79]}\n{LONG[79:]}\ndone", False),
        (f"Uploading to\n{LONG[:80]}\n {LONG[80:]}\ndone", False),
        (f"Uploading to\n{LONG[:80]}\n{LONG[80:]}x\ndone", False),
    ],
)
def test_an_address_that_is_longer_than_a_line_is_one(real: str, right: bool) -> None:
    assert matches(f"Uploading to\n{LONG}\ndone", real) is right


LOGGED = "INFO     Response from …\n         403 Forbidden\nERROR    HTTPError…\n"


@pytest.mark.parametrize(
    ("real", "right"),
    [
        (f"INFO     Response from\n         {LONG[:60]}\n         403 Forbidden\nERROR    HTTPError: no\n", True),
        (
            "INFO     Response from http://here:   \n         403 Forbidden\nERROR    HTTPError: no\n         more\n",
            True,
        ),
        ("INFO     Response from http://here: 403 Forbidden\nERROR    HTTPError: no\n", True),
        ("INFO     Response from\n         403 Forbidden\nERROR    HTTPError: no\n", True),
        ("INFO     Response fromhere\n         403 Forbidden\nERROR    HTTPError: no\n", False),
        ("INFO     Response from http://here:\n403 Forbidden\nERROR    HTTPError: no\n", False),
        ("INFO     Response from http://here:\n         401 Unauthorized\nERROR    HTTPError: no\n", False),
    ],
)
def test_an_entry_of_a_log_breaks_where_its_address_ends(real: str, right: bool) -> None:
    assert matches(LOGGED, real) is right


def test_a_request_by_the_proxy_of_the_walk_is_one_to_its_host() -> None:
    assert matches(
        'http://a:80… "GET /…/b/ HTTP/1.1" 302', 'http://127.0.0.1:45937 "GET http://a:80/c/b/ HTTP/1.1" 302'
    )
    assert not matches('http://a:80 "GET /b/ HTTP/1.1" 302', 'http://127.0.0.1:45937 "GET http://c:80/b/ HTTP/1.1" 302')
