"""Marks are earned: whatever a manifest says, nothing is called run that its own shell did not run."""

import json
import os
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import jsonschema
import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.marks import Mark, mark
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import Claimed, Level, dump, read, write
from registry_guide.records.manifest import BlockStep, Step
from registry_guide.walk import ledger as ledgers
from registry_guide.walk.report import failure
from registry_guide.walk.result import RouteResult, StepResult
from registry_guide.walk.route import site_routes
from registry_guide.walk.run import WalkContext
from registry_guide.walk.shell.shells import missing
from tests.walk.made import block, manifest, page
from tests.walk.made import check as made_check

# No head can say this: the build refuses it. A manifest may come from elsewhere.
NOT_RUN = ("powershell", "bat", "console", "toml", "text", "tcsh", "nonsense")


def undated(mark: Mark | None) -> str:
    """Return the words of a mark without the day, which is that of the test."""
    return re.sub(r" on \d+ \w+ \d+\.$", ".", mark.says) if mark else ""


def walked(context: WalkContext, *steps: Step) -> tuple[RouteResult, dict[str, str]]:
    """Walk a page of these steps; return the result and the mark of each block, by its id."""
    site = manifest(p=page(*steps))
    (path,) = site_routes(site)
    result = context.walk(path)
    table = ledgers.ledger(site, [result], context.clients.versions, 1.0)
    with TemporaryDirectory() as folder:
        written = Path(folder, "ledger.json")
        write(written, table)
        known = read(written)
    assert known == table
    return result, {block.id: undated(mark(known, block)) for block in site.pages["p"].blocks}


def strange(language: str, text: str = "echo hello\n", **changes: object) -> BlockStep:
    return replace(block(text), language=language, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", NOT_RUN)
def test_commands_of_a_language_without_a_shell_are_a_fault(context: WalkContext, language: str) -> None:
    result, marks = walked(context, strange(language))
    assert result.fault is not None
    assert result.fault.sentence.startswith("nothing here runs ")
    assert set(marks.values()) == {""}


def test_what_is_parsed_is_marked_as_not_run(context: WalkContext) -> None:
    result, marks = walked(
        context,
        block("echo before\n"),
        strange("powershell", '$env:A = "b"\nuv publish\n', proof=Proof.VALIDATE, by="powershell"),
        block("before\n", Kind.OUTPUT),
    )
    assert "no commands before this block printed anything" in str(result.fault)
    assert marks["p#2"].startswith("Not run, but read by tree-sitter-powershell ")
    assert marks["p#3"] == ""


def test_what_a_parser_refuses_is_a_fault(context: WalkContext) -> None:
    result, marks = walked(context, strange("powershell", "echo )\n", proof=Proof.VALIDATE, by="powershell"))
    assert "line 1 is not powershell" in str(result.fault)
    assert marks == {"p#1": ""}


def test_output_of_commands_that_nobody_ran_is_not_compared_with_earlier_output(context: WalkContext) -> None:
    unchecked = block("docker build .\n", proof=Proof.UNCHECKED, by="it needs an engine")
    result, marks = walked(context, block("echo hello\n"), unchecked, block("hello\n", Kind.OUTPUT))
    assert result.fault is not None
    assert marks == {"p#1": "Ran in bash.", "p#2": "Not run: it needs an engine.", "p#3": ""}


@pytest.mark.parametrize("proof", [Proof.UNCHECKED, Proof.VALIDATE])
def test_a_file_of_another_system_is_written_nowhere_and_marked_so(context: WalkContext, proof: Proof) -> None:
    by = {"unchecked": "nothing here has that folder", "validate": "world"}[proof]
    file = block("[[user]]\nusername = 'alice'\n", Kind.FILE, file=r"%APPDATA%\a.toml", proof=proof, by=by)
    result, marks = walked(context, file, block("ls -A\n"))
    assert result.fault is None, result.fault
    assert result.steps[1].log.endswith("s\n")
    assert marks["p#1"] in (f"Not run: {by}.", "Not run, but read by the practice registry.")


def test_a_file_of_another_system_is_never_saved(context: WalkContext) -> None:
    result, marks = walked(context, block("a\n", Kind.FILE, file=r"%APPDATA%\pip\pip.ini"))
    assert "a path of Windows" in str(result.fault)
    assert marks == {"p#1": ""}


# What only this shell says of itself; dash says nothing, and is known by its file.
WITNESSES = {
    "bash": 'echo "bash $BASH_VERSION" | cut -c 1-6\n',
    "zsh": 'echo "zsh $ZSH_VERSION"\n',
    "ksh": 'v=${.sh.version}; echo "ksh ${v##*AJM }"\n',
    "fish": 'echo "fish $FISH_VERSION"\n',
    "sh": "readlink /proc/$$/exe\n",
}


def test_each_shell_is_told_by_its_mark_and_hands_on_what_it_exports(context: WalkContext, facts: Facts) -> None:
    """One reader goes through all shells; each says itself what it is, and finds what the one before exported."""
    assert set(WITNESSES) == {name for name, each in facts.languages.items() if each.program}
    begin = block("mkdir here && cd here && export HANDED='a b'; OWN=c\n")
    steps: list[Step] = [begin]
    for language, text in WITNESSES.items():
        steps += [strange(language, text), strange(language, "pwd\necho $HANDED $OWN\n")]
    result, marks = walked(context, *steps)
    if lacking := missing(result.route, facts.languages):
        assert result.skipped == f"there is no {' and no '.join(lacking)} here"
        assert set(marks.values()) == {""}
        assert not os.environ.get("CI"), lacking
        return
    assert result.fault is None, failure(result)
    for at, (language, _) in enumerate(WITNESSES.items()):
        own, standing = result.steps[2 * at + 1], result.steps[2 * at + 2]
        said = own.log.rstrip().splitlines()[-1]
        assert own.shell.split()[0] == facts.languages[language].title
        assert said.startswith(facts.languages[language].title) or said.endswith("/dash")
        shown = standing.log.rstrip().splitlines()
        assert shown[-2].endswith("/here")
        # bash is the one in which OWN was set, and is not exported.
        assert shown[-1] == ("a b c" if language == "bash" else "a b")
        told = marks[own.step.id] if isinstance(own.step, BlockStep) else ""
        assert told == ("Ran in bash." if language == "bash" else f"Ran in {own.shell}.")
        assert any(sign.isdigit() for sign in told) is (language not in ("bash", "sh"))


def test_a_path_whose_shell_is_not_here_is_not_walked(context: WalkContext, facts: Facts) -> None:
    gone = {**facts.languages, "zsh": replace(facts.languages["zsh"], program="no-such-shell")}
    context = replace(context, facts=replace(facts, languages=gone))
    result, marks = walked(context, block("echo hello\n"), strange("zsh", "echo hello\n"))
    assert result.skipped == "there is no no-such-shell here"
    assert not result.steps
    assert set(marks.values()) == {""}


def test_what_no_shell_owns_to_have_run_is_not_marked_as_run() -> None:
    site = manifest(p=page(block("echo hello\n")))
    (path,) = site_routes(site)
    result = RouteResult(path, [StepResult(path.steps[0], duration=1.0)], 1.0)
    (row,) = ledgers.ledger(site, [result], {}, 1.0).blocks.values()
    assert row.level is Level.NOT_REACHED


@pytest.mark.parametrize("language", ["zsh", "fish", "ksh", "sh"])
def test_a_block_of_one_shell_with_the_words_of_another_is_a_fault(context: WalkContext, language: str) -> None:
    """What bash alone takes fails where bash is not what runs it."""
    result, marks = walked(context, strange(language, 'shopt -s nullglob\n[[ "$BASH_VERSION" ]]\n'))
    assert result.skipped or result.fault is not None
    assert set(marks.values()) == {""}


def test_a_claim_that_needs_the_trace_of_bash_is_no_fault_where_there_is_none(context: WalkContext) -> None:
    check = made_check("no secret among arguments")
    site = manifest(p=page(strange("sh", "echo hello\n"), check))
    (path,) = site_routes(site)
    result = context.walk(path)
    assert result.fault is None, result.fault
    table = ledgers.ledger(site, [result], context.clients.versions, 1.0)
    (row,) = table.claims.values()
    assert result.skipped or (row.result, table.totals.claims) == (Claimed.NOT_PROVEN, 0)
    jsonschema.validate(
        json.loads(dump(table)), json.loads(files("registry_guide.walk").joinpath("ledger.schema.json").read_text())
    )
