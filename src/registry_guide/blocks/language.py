"""Languages: what a block is written in, what may run or read it, and what its head may therefore say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from registry_guide.blocks.errors import unknown
from registry_guide.blocks.head import Head
from registry_guide.records.kinds import Kind, Proof

#: The one file whose pipeline is run; every other one only its own service can run.
PIPELINE = ".gitlab-ci.yml"

_WINDOWS = re.compile(r"\\|%[^/%]*%|^[A-Za-z]:")
_EXPANDED = re.compile(r"[$`]|^~(?!/)")


@dataclass(frozen=True)
class Language:
    """A language by its ``name`` in a head; the other fields are the keys of ``facts/languages.toml``."""

    name: str
    title: str
    highlight: str = ""
    filters: tuple[str, ...] = ()
    program: str = ""
    arguments: tuple[str, ...] = ()
    driver: str = ""
    version: str = ""
    terminal: bool = False
    reader: str = ""
    session: bool = False
    also: tuple[str, ...] = ()
    everywhere: tuple[str, ...] = ()
    comment: str = ""
    suffix: str = ""

    @property
    def lexer(self) -> str:
        """The name by which Pygments knows it."""
        return self.highlight or self.name

    @property
    def shown(self) -> str:
        """Where commands in it are pasted, for the bar of a block."""
        return ", ".join((self.title, *self.also))

    @property
    def commands(self) -> bool:
        """Whether commands can be written in it."""
        return bool(self.program or self.reader)


def find(languages: Mapping[str, Language], name: str) -> Language:
    """Give the language that a head names; raise ValueError with the nearest name that is one."""
    if name in languages:
        return languages[name]
    # By another of its names: "pwsh" is PowerShell.
    with_lexer = {each.lexer: each.name for each in languages.values()}
    same = sorted({with_lexer[alias] for alias in _aliases(name) & with_lexer.keys()})
    if same:
        listed = " or ".join(f'"{each}"' for each in same)
        raise ValueError(f'there is no language "{name}"; write {listed}')
    raise ValueError(unknown("language", name, languages))


def _aliases(name: str) -> set[str]:
    """Give the names that Pygments has for what it knows by one of them; none if it does not know it."""
    try:
        return set(get_lexer_by_name(name).aliases) if name.strip() else set()
    except ClassNotFound:
        return set()


def unplaced(file: str) -> str:
    """Say why a block cannot be saved under a name as it stands; empty if it can."""
    if _WINDOWS.search(file):
        return f"{file} is a path of Windows, where nothing is run, so nothing can be saved there"
    if _EXPANDED.search(file):
        return f"{file} is another path in each shell; write the file as `~/…` or below where the reader stands"
    return ""


def refusal(head: Head, languages: Mapping[str, Language], file: str) -> tuple[str, str] | None:
    """Give the key of a head and a sentence that says why it cannot mean what it says; nothing if it can.

    Takes the head, all languages, and the file's name as a page shows it. No block may bear a mark that nothing earned:
    commands are run by the shell that their language names, or they are not run.
    """
    try:
        language = find(languages, head.language)
    except ValueError as error:
        return "language", str(error)
    if head.proof is Proof.RUN and head.by != "walk":
        return "run", 'what runs a block is the walk: run = "walk"'
    by_kind = {Kind.COMMANDS: _commands, Kind.FILE: _file, Kind.JOB: _job, Kind.OUTPUT: _output}
    return by_kind[head.kind](head, language, languages, file)


def _commands(head: Head, own: Language, languages: Mapping[str, Language], file: str) -> tuple[str, str] | None:
    if own.session:
        return "language", (
            "a session mixes commands with what they print: write the commands in the language of their shell, "
            'and what they print as a block of the kind "output"'
        )
    if not own.commands:
        shells = ", ".join(f'"{each.name}"' for each in languages.values() if each.commands)
        return "language", f'no shell reads "{own.name}"; commands are in one of the languages {shells}'
    if file:
        return "file", 'commands are pasted, not saved: a block that has a "file" is of the kind "file"'
    return _commands_proof(head, own)


def _commands_proof(head: Head, own: Language) -> tuple[str, str] | None:
    """Refuse commands that are said to run where nothing runs them, or only to be read where something does."""
    if head.proof is Proof.RUN and not own.program:
        return "run", (f'nothing here runs {own.title}; `validate = "{own.reader}"` has it read, and marked as not run')
    if head.proof is not Proof.VALIDATE:
        return None
    if own.program:
        return "validate", f'{own.title} runs here: say run = "walk"'
    if head.by != own.reader:
        return "validate", f'commands in {own.title} are read by "{own.reader}"'
    return None


def _file(head: Head, own: Language, languages: Mapping[str, Language], file: str) -> tuple[str, str] | None:
    if own.session:
        return "language", "a session is no file"
    if head.proof is Proof.RUN and (why := unplaced(file)):
        return "file", why
    return _reader(head, own, languages)


def _job(head: Head, own: Language, languages: Mapping[str, Language], file: str) -> tuple[str, str] | None:
    if own.name != "yaml":
        return "language", 'a pipeline is in the language "yaml"'
    if head.proof is Proof.RUN and file != PIPELINE:
        return "run", f'the pipeline that the walk runs is that of the file "{PIPELINE}"; others can be validated'
    return _reader(head, own, languages)


def _output(head: Head, own: Language, languages: Mapping[str, Language], file: str) -> tuple[str, str] | None:
    if file:
        return "file", "what is printed stands in no file"
    if head.proof is Proof.VALIDATE:
        return "validate", 'what is printed is compared with what comes: run = "walk"'
    return None


def _reader(head: Head, own: Language, languages: Mapping[str, Language]) -> tuple[str, str] | None:
    """Refuse the reader of another language."""
    readers = {each.reader: each for each in languages.values() if each.reader}
    if head.proof is Proof.VALIDATE and head.by in readers and readers[head.by] != own:
        return "validate", f'"{head.by}" reads {readers[head.by].title}, not {own.title}'
    return None
