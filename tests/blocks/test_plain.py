"""Which commands are the same in every shell."""

from __future__ import annotations

import pytest

from registry_guide.blocks.plain import is_plain

PROGRAMS = ("uv", "pip", "git")


@pytest.mark.parametrize(
    "text",
    [
        "uv add my-package\n",
        "uv build\nuv publish\n",
        "pip install --index-url https://gitlab%2Bdeploy-token-1@gitlab.example.com/a%2Fb/simple my-package==0.1.0\n",
        "git tag v0.2.0",
        "uv run -m build ./dist",
    ],
)
def test_words_are_the_same_in_every_shell(text: str) -> None:
    assert is_plain(text, PROGRAMS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "export A=b\n",
        "A=b uv add it\n",
        "uv build && uv publish\n",
        "uv build\nunset UV_PUBLISH_PASSWORD\n",
        "pip install 'it'\n",
        "pip install it[extra]\n",
        "pip install $NAME\n",
        "pip install ~/it\n",
        "pip install it>=1\n",
        "pip install dist/*\n",
        "pip install --index-url=https://here/simple it\n",
        "pip install -c.d it\n",
        "git log a,b\n",
        "git checkout -- it\n",
        "git show @it\n",
        "git show =it\n",
        "git show %it\n",
        "git  status\n",
        "git status # now\n",
        "pip install ünï\n",
        "uvx it\n",
    ],
)
def test_what_some_shell_takes_for_its_own_is_not_plain(text: str) -> None:
    assert not is_plain(text, PROGRAMS)
