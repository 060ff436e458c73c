"""Marks are earned: whatever a manifest says, nothing is called run that its own shell did not run."""

import json
from dataclasses import replace
from pathlib import Path as File
from tempfile import TemporaryDirectory

import pytest

from registry_guide.blocks import ledger as blocks
from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.manifest import BlockStep, Step, dump
from registry_guide.walk import ledger as ledgers
from registry_guide.walk.path import site_paths
from registry_guide.walk.result import PathResult
from registry_guide.walk.run import Course
from tests.walk.made import block, manifest, page

# No head can say this: the build refuses it. A manifest may come from elsewhere.
NOT_RUN = ("powershell", "bat", "console", "toml", "text", "tcsh", "nonsense")


def walked(course: Course, *steps: Step) -> tuple[PathResult, dict[str, str]]:
    """Walk a page of these steps; return the result and the mark of each block, by its id."""
    site = manifest(p=page(*steps))
    (path,) = site_paths(site)
    result = course.walk(path)
    table = ledgers.ledger(site, [result], course.clients.versions, 1.0)
    with TemporaryDirectory() as folder:
        written = File(folder, "ledger.json")
        ledgers.write(written, table)
        read = blocks.read(written)
    steps_of = json.loads(dump(site))["pages"]["p"]["steps"]
    return result, {step["id"]: blocks.mark(read, step["id"], step) for step in steps_of if step["type"] == "block"}


def strange(language: str, text: str = "echo hello\n", **changes: object) -> BlockStep:
    return replace(block(text), language=language, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", NOT_RUN)
def test_commands_of_a_language_without_a_shell_are_a_fault(course: Course, language: str) -> None:
    result, marks = walked(course, strange(language))
    assert result.fault is not None
    assert language in result.fault.sentence
    assert set(marks.values()) == {""}


def test_what_is_parsed_is_marked_as_not_run(course: Course) -> None:
    result, marks = walked(
        course,
        block("echo before\n"),
        strange("powershell", '$env:A = "b"\nuv publish\n', proof=Proof.VALIDATE, by="powershell"),
        block("before\n", Kind.OUTPUT),
    )
    assert "no commands before this block printed anything" in str(result.fault)
    assert marks["p#2"].startswith("Not run, but read by tree-sitter-powershell ")
    assert marks["p#3"] == ""


def test_what_a_parser_refuses_is_a_fault(course: Course) -> None:
    result, marks = walked(course, strange("powershell", "echo )\n", proof=Proof.VALIDATE, by="powershell"))
    assert "line 1 is not powershell" in str(result.fault)
    assert marks == {"p#1": ""}


def test_output_of_commands_that_nobody_ran_is_not_compared_with_earlier_output(course: Course) -> None:
    unchecked = block("docker build .\n", proof=Proof.UNCHECKED, by="it needs an engine")
    result, marks = walked(course, block("echo hello\n"), unchecked, block("hello\n", Kind.OUTPUT))
    assert result.fault is not None
    assert marks == {"p#1": "Ran.", "p#2": "Not run: it needs an engine.", "p#3": ""}


@pytest.mark.parametrize("proof", [Proof.UNCHECKED, Proof.VALIDATE])
def test_a_file_of_another_system_is_written_nowhere_and_marked_so(course: Course, proof: Proof) -> None:
    by = {"unchecked": "nothing here has that folder", "validate": "world"}[proof]
    file = block("[[user]]\nusername = 'alice'\n", Kind.FILE, file=r"%APPDATA%\a.toml", proof=proof, by=by)
    result, marks = walked(course, file, block("ls -A\n"))
    assert result.fault is None, result.fault
    assert result.steps[1].log.endswith("s\n")
    assert marks["p#1"] in (f"Not run: {by}.", "Not run, but read by the practice registry.")


def test_a_file_of_another_system_is_never_saved(course: Course) -> None:
    result, marks = walked(course, block("a\n", Kind.FILE, file=r"%APPDATA%\pip\pip.ini"))
    assert "a path of Windows" in str(result.fault)
    assert marks == {"p#1": ""}
