"""Which clients a block ran, and in which version."""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from itertools import dropwhile

from registry_guide.practice.request_log import Entry
from registry_guide.walk.clients.install import Clients
from registry_guide.walk.shell.outcome import Outcome

# A word before a command that sets a variable for it alone.
_SETS = re.compile(r"\w+=")


def used(text: str, outcome: Outcome, requests: Sequence[Entry], clients: Clients) -> dict[str, str]:
    """Give name and version of each client that ran in a block.

    The version is that of the distribution installed beside the command. A client that ran only inside another one
    (`uvx twine`), or in a job, is known by how it called itself to the registry, and by its name in the block: what
    the walk itself runs to stand for an image is no client of the reader's.
    """
    named = set(re.findall(r"[\w-]+", text))
    found: dict[str, str] = {}
    for command in names((command.text for command in outcome.commands), {*clients.versions, *clients.owners}):
        name = clients.owners.get(command, command)
        executable = outcome.found.get(command)
        version = clients.version(name, executable) if executable else None
        if version:
            found[name] = version
    for request in requests:
        agent = re.match(r"([a-z]+)/(\d[\w.]*)", request.agent)
        if agent and agent[1] in named.intersection(clients.versions):
            found[agent[1]] = agent[2]
    return dict(sorted(found.items()))


def names(commands: Iterable[str], clients: Iterable[str]) -> set[str]:
    """Give the clients that simple commands call: as the command itself or as `python -m CLIENT`."""
    called = {program for text in commands if (program := _called(text))}
    # uvx is uv under another name.
    if "uvx" in called:
        called.add("uv")
    return called & set(clients)


def _called(text: str) -> str:
    """Give the program that a simple command calls, or the module that Python runs; empty if it is none."""
    try:
        words = shlex.split(text.partition("\n")[0])
    except ValueError:
        words = text.split()
    words = list(dropwhile(_SETS.match, words))
    if not words:
        return ""
    program = words[0].rpartition("/")[2]
    if program.startswith("python") and "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    return program


def merged(all_versions: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Give the clients of several blocks together; where versions differ, all of them."""
    found: dict[str, dict[str, None]] = {}
    for versions in all_versions:
        for name, version in versions.items():
            found.setdefault(name, {})[version] = None
    return {name: ", ".join(found[name]) for name in sorted(found)}
