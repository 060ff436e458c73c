"""The real parsers that read what a block holds."""

import ast
import configparser
import json
import netrc
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import tree_sitter_powershell
import yaml
from tree_sitter import Language, Parser

SECONDS = 20


def bash_words(words: list[str]) -> list[str]:
    """Give what bash makes of words as they would stand on a command line."""
    script = "printf '%s\\0' " + " ".join(words)
    done = subprocess.run(
        ["bash", "--norc", "--noprofile"],
        input=script.encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert not done.stderr, done.stderr
    return done.stdout.decode().split("\0")[:-1]


def ini(text: str) -> dict[str, dict[str, str]]:
    """Read INI as pip and twine do."""
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return {section: dict(parser.items(section)) for section in parser.sections()}


def netrc_entries(text: str) -> dict[str, tuple[str, str | None, str | None]]:
    """Read a netrc file as Python's clients do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "netrc")
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        return dict(netrc.netrc(str(path)).hosts)


def python_words(text: str) -> list[str]:
    """Give the names, modules and constants of a Python program, in order."""
    words: list[str] = []
    for node in ast.walk(ast.parse(text)):
        for name in ("id", "attr", "name", "value"):
            word = getattr(node, name, None)
            if isinstance(word, str):
                words.append(word)
    return words


def fish_words(text: str) -> list[str]:
    """Give the words of commands, a line each, as fish reads them; none of them is run."""
    script = "".join(f"printf '%s\\0' {line}\n" for line in text.splitlines())
    done = subprocess.run(
        ["fish", "--no-config"],
        input=script.encode(),
        capture_output=True,
        timeout=SECONDS,
        check=True,
        env={"LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
    )
    return done.stdout.decode().split("\0")[:-1]


def powershell_words(text: str) -> list[str]:
    """Give the words of commands in PowerShell, by its grammar, with what stands between single quotes as one word."""
    tree = Parser(Language(tree_sitter_powershell.language())).parse(text.encode()).root_node
    assert not tree.has_error, text
    found = [tree]
    words = []
    for node in found:
        children = [] if node.type == "verbatim_string_characters" else node.children
        found.extend(children)
        if not children and node.text is not None:
            words.append((node.start_byte, _unquoted(node.text.decode())))
    return [word for _, word in sorted(words)]


def _unquoted(word: str) -> str:
    if not word.startswith("'"):
        return word
    # The grammar keeps pairs of quotation marks, of which PowerShell makes one; a single one would end the text there.
    inner = word[1:-1]
    assert all(len(each) % 2 == 0 for each in re.findall("[\u2018-\u201b']+", inner)), word
    return re.sub("([\u2018-\u201b'])\\1", r"\1", inner)


#: For each context, how the real parser reads a quoted value back.
READ_BACK: dict[str, Callable[[str], str | None]] = {
    "urlpath": lambda quoted: unquote(urlsplit(f"https://host/{quoted}/simple").path.split("/")[1]),
    "userinfo": lambda quoted: unquote(urlsplit(f"https://{quoted}:secret@host/").username or ""),
    "shell": lambda quoted: bash_words([quoted])[0],
    "toml": lambda quoted: tomllib.loads(f'key = "{quoted}"')["key"],
    "tomlkey": lambda quoted: next(iter(tomllib.loads(f"{quoted} = 1"))),
    "yaml": lambda quoted: yaml.safe_load(f'key: "{quoted}"')["key"],
    "json": lambda quoted: json.loads(f'{{"key": "{quoted}"}}')["key"],
    "python": lambda quoted: ast.literal_eval(f'"{quoted}"'),
    "identifier": lambda quoted: next(iter(python_words(f"{quoted} = 1"))),
    "ini": lambda quoted: ini(f"[section]\nkey = {quoted}\nnext = 1\n")["section"]["key"],
    "netrc": lambda quoted: netrc_entries(f"machine host login {quoted} password secret\n")["host"][0],
    "powershell": lambda quoted: powershell_words(f"$a = '{quoted}'\n")[-1],
    "text": lambda quoted: quoted,
}


def metadata(text: str) -> dict[str, Any]:
    """Give what the comment of a Python script says of itself (PEP 723); empty if it says nothing."""
    block = re.search(r"(?m)^# /// script\n((?:#.*\n)+?)# ///$", text)
    return tomllib.loads(re.sub(r"(?m)^# ?", "", block[1])) if block else {}
