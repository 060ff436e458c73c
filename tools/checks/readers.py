"""The real parsers that read what a block holds."""

import ast
import configparser
import json
import netrc
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml

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
    "text": lambda quoted: quoted,
}
