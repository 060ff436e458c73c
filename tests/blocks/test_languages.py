"""What a head may say of a language: every language that Pygments knows, with every kind of block and of proof."""

from __future__ import annotations

from itertools import product

import pytest
from pygments.lexers import get_all_lexers, get_lexer_by_name

from registry_guide.blocks.errors import SourceError
from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.head import Head
from registry_guide.blocks.language import PIPELINE, refusal, unplaced
from registry_guide.blocks.locked import client_versions
from registry_guide.records.kinds import Kind, Proof
from tests.blocks.project import Guide
from tools.build import ROOT

FILES = ("", "pyproject.toml", PIPELINE, ".github/workflows/a.yml", "~/.netrc", r"%APPDATA%\pip\pip.ini")
BY = {Proof.RUN: ("walk", "bash"), Proof.VALIDATE: ("powershell", "cmd", "world", "bash"), Proof.UNCHECKED: ("why",)}
SESSIONS = ("console", "shell-session", "pycon", "doscon", "ps1con", "pwsh-session", "tcshcon")


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(ROOT / "facts", client_versions(ROOT))


def heads(language: str) -> list[Head]:
    """Return every head that a template could have in a language, as far as it matters for what may be claimed."""
    proofs = [(proof, by) for proof, names in BY.items() for by in names]
    return [
        Head(language=language, kind=kind, purpose="p", proof=proof, by=by, file=file)
        for kind, (proof, by), file in product(Kind, proofs, FILES)
    ]


def everywhere(facts: Facts) -> list[str]:
    aliases = [alias for _, names, _, _ in get_all_lexers() for alias in names]
    return sorted({*aliases, *facts.languages, "cmd", "mksh", "dash", "nonsense", "Bash", "", " "})


def test_only_a_shell_that_runs_here_is_said_to_run(facts: Facts) -> None:
    languages = everywhere(facts)
    assert len(languages) > 900
    shells = {name for name, each in facts.languages.items() if each.program}
    assert {"bash", "sh", "zsh", "ksh", "fish"} <= shells
    run: set[str] = set()
    for head in (head for language in languages if language in facts.languages for head in heads(language)):
        if refusal(head, facts.languages, head.file):
            continue
        own = facts.languages[head.language]
        if head.proof is Proof.RUN:
            assert head.by == "walk"
            assert not unplaced(head.file), head
            assert head.kind is not Kind.JOB or (head.file, head.language) == (PIPELINE, "yaml")
        if head.kind is Kind.COMMANDS:
            assert own.program if head.proof is Proof.RUN else own.commands, head
            assert head.proof is not Proof.VALIDATE or head.by == own.reader, head
            assert not head.file
            run |= {head.language} if head.proof is Proof.RUN else set()
        if head.kind is Kind.OUTPUT:
            assert head.proof is not Proof.VALIDATE
    assert run == shells


def test_every_language_that_is_no_row_is_refused_by_name(facts: Facts) -> None:
    for language in set(everywhere(facts)) - set(facts.languages):
        # One of each kind: the language is refused before all else.
        for head in {head.kind: head for head in heads(language)}.values():
            key, sentence = refusal(head, facts.languages, head.file) or ("", "")
            assert key == "language"
            assert f'there is no language "{language}"' in sentence


@pytest.mark.parametrize("language", SESSIONS)
def test_a_session_is_never_run_nor_saved(facts: Facts, language: str) -> None:
    for head in heads(language):
        if head.kind is not Kind.OUTPUT:
            assert refusal(head, facts.languages, head.file)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pwsh", 'write "powershell"'),
        ("dosbatch", 'write "bat"'),
        ("shell", 'write "bash" or "ksh" or "sh" or "zsh"'),
        ("dockerfile", 'write "docker"'),
        ("tolm", 'did you mean "toml"?'),
    ],
)
def test_another_name_of_a_language_leads_to_the_right_one(facts: Facts, language: str, said: str) -> None:
    head = heads(language)[0]
    assert said in (refusal(head, facts.languages, "") or ("", ""))[1]


@pytest.mark.parametrize(
    "file",
    [
        r"%APPDATA%\pip\pip.ini",
        "%APPDATA%/pip.ini",
        r"a\b",
        "$HOME/a",
        "~other/a",
    ],
)
def test_a_name_that_is_another_path_elsewhere_is_not_saved(file: str) -> None:
    assert file in unplaced(file)


@pytest.mark.parametrize("file", ["pip.ini", "~/.config/pip/pip.conf", "../my-app/main.py", ".github/a.yml", "50%.txt"])
def test_a_name_that_is_one_path_is_saved(file: str) -> None:
    assert not unplaced(file)


def test_every_row_has_a_lexer(facts: Facts) -> None:
    for language in facts.languages.values():
        assert get_lexer_by_name(language.lexer).name


def test_the_build_refuses_each_with_the_line_of_the_head(guide: Guide) -> None:
    row = '{{#-\nlanguage = "{0}"\nkind = "{1}"\npurpose = "p"\n{2}\n{3} = "{4}"\n-#}}\na = 1\n'
    wrong = {
        "zsh-alias": (row.format("pwsh", "commands", "", "run", "walk"), 2),
        "not-run": (row.format("powershell", "commands", "", "run", "walk"), 6),
        "session": (row.format("console", "commands", "", "run", "walk"), 2),
        "no-shell": (row.format("toml", "commands", "", "run", "walk"), 2),
        "by": (row.format("bash", "commands", "", "run", "wlak"), 6),
        "windows": (row.format("ini", "file", r"file = '%APPDATA%\pip.ini'", "run", "walk"), 5),
        "workflow": (row.format("yaml", "job", "file = '.github/workflows/a.yml'", "run", "walk"), 6),
        "saved": (row.format("text", "output", "file = 'a.txt'", "run", "walk"), 5),
    }
    for name, (text, _) in wrong.items():
        guide.write(f"templates/{name}", text)
    guide.page("index", "".join(f"```{{block}} {name}\n```\n" for name in wrong))
    said = guide.build()
    for name, (_, line) in wrong.items():
        assert f"templates/{name}:{line}: " in said, said
    assert "no page uses this template" not in said


def test_a_row_of_facts_is_checked(guide: Guide) -> None:
    for row, said in (
        ('title = "x"\nprogram = "x"', "with a program a driver"),
        ('title = "x"\nprogramm = "x"', 'did you mean "program"?'),
        ('title = "x"\nsession = "yes"', "not what the key holds"),
        ('title = "x"\nfilters = "shell"', "not what the key holds"),
    ):
        guide.write("facts/languages.toml", f"[language.x]\n{row}\n")
        with pytest.raises(SourceError, match=said.replace("?", r"\?")):
            load(guide.root / "facts")
