"""What reads the blocks that cannot be run here, and whether it would notice a mistake."""

import os
import subprocess
import sys
from pathlib import Path
from venv import EnvBuilder

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, load
from registry_guide.walk.clients import validate as validators
from registry_guide.walk.clients.validate import EXCEPTIONS, read_workflow, validate
from registry_guide.walk.errors import StepFaultError

# Who says it; what is put in the place of what; what is said.
MISTAKES = {
    "an unknown key": ("check-jsonschema", "runs-on:", "run-on:", "run-on"),
    "an unknown context": ("jactionlint", "github.ref", "githb.ref", "githb"),
    "a mistake in a script": ("jactionlint", "run: uv build", "run: echo $UNQUOTED", "SC2086"),
    "a job without an end": ("jactionlint", "    timeout-minutes: 10\n", "", "missing-timeout"),
    "an action that can be moved": (
        "jactionlint",
        "actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0",
        "actions/setup-python@v7",
        "unpinned-uses",
    ),
    "a token that stays on the disk": ("jactionlint", "persist-credentials: false", "fetch-depth: 1", "artipacked"),
    "a job without a name": ("zizmor", "    name: Build\n", "", "anonymous-definition"),
}


@pytest.fixture
def workflows(site: Path) -> list[BlockStep]:
    """Return the workflows of the built site."""
    pages = load(site / "manifest.json").pages.values()
    found = [block for page in pages for block in page.blocks if block.by == "github-actions"]
    assert found, "the site has no workflow"
    return found


def _saved(folder: Path, text: str) -> Path:
    path = folder / "home/.github/workflows/publish.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_nothing_is_to_be_said_of_a_workflow(workflows: list[BlockStep], tmp_path: Path) -> None:
    for block in workflows:
        versions = validate(block.by, _saved(tmp_path, block.text), tmp_path)
        assert sorted(versions) == ["check-jsonschema", "jactionlint", "shellcheck", "zizmor"]
        assert all(versions.values())


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_a_workflow_is_noticed(workflows: list[BlockStep], tmp_path: Path, name: str) -> None:
    who, right, wrong, said = MISTAKES[name]
    for block in workflows:
        assert right in block.text
        with pytest.raises(StepFaultError, match=f"(?s)^{who} has something to say.*{said}"):
            validate(block.by, _saved(tmp_path, block.text.replace(right, wrong)), tmp_path)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_still_needed(workflows: list[BlockStep], tmp_path: Path, name: str) -> None:
    with pytest.raises(StepFaultError, match=f"(?s)has something to say.*{name}"):
        for block in workflows:
            read_workflow(_saved(tmp_path, block.text), tmp_path, EXCEPTIONS.keys() - {name})


@pytest.mark.parametrize(
    ("by", "text", "said"),
    [
        ("gitlab-ci", "build:\n  scripts: [make]\n", "check-jsonschema has something to say"),
        ("dependabot", "version: 2\nupdates: nothing\n", "check-jsonschema has something to say"),
        ("renovate", '{"packageRules": {"matchDatasources": ["pypi"]}}', "check-jsonschema has something to say"),
        ("world", "[[user]]\nnme = 'x'\n", "the practice registry does not take it"),
        ("gitlab-cy", "", 'did you mean "gitlab-ci"?'),
    ],
)
def test_other_validators_notice_too(tmp_path: Path, by: str, text: str, said: str) -> None:
    with pytest.raises(StepFaultError) as fault:
        validate(by, _saved(tmp_path, text), tmp_path)
    assert said in str(fault.value)


def test_a_pipeline_that_fits_its_schema_is_taken(tmp_path: Path) -> None:
    path = _saved(tmp_path, "build:\n  script: [make]\n")
    assert list(validate("gitlab-ci", path, tmp_path)) == ["check-jsonschema"]


def test_a_validator_that_is_missing_is_named(tmp_path: Path) -> None:
    # An environment that has no programs of its own.
    EnvBuilder().create(tmp_path / "env")
    command = f"from {validate.__module__} import validate; validate('gitlab-ci', Path('a.yml'), Path())"
    done = subprocess.run(
        [tmp_path / "env/bin/python", "-c", f"from pathlib import Path; {command}"],
        cwd=tmp_path,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "StepFaultError: check-jsonschema is not installed here" in done.stderr


def test_every_program_is_pinned_and_here() -> None:
    grammars = {module.replace("_", "-") for module in validators.GRAMMARS.values()}
    assert validators.versions().keys() == validators.PROGRAMS.keys() | grammars


# Read and found right; read and found wrong, and on which line.
COMMANDS = {
    "powershell": (
        """$env:UV_PUBLISH_USERNAME = "gitlab+deploy-token-1"
$env:UV_PUBLISH_PASSWORD = Read-Host -MaskInput
if (Test-Path dist) { Remove-Item -Recurse dist }
uv build; uv publish
""",
        {
            "read -rs TOKEN && export TOKEN\nfor i in a; do echo $i; done\n": 2,
            'uv build\n$x = "abc\n': 2,
            "echo )\n": 1,
        },
    ),
    "cmd": (
        """set "UV_PUBLISH_USERNAME=gitlab+deploy-token-1"
if exist dist rmdir /s /q dist
uv build && uv publish
""",
        {"uv build\nif exist dist (\n": 2, "for %%i in dist do echo\n": 1},
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_that_no_shell_here_runs_are_parsed(tmp_path: Path, name: str) -> None:
    right, wrong = COMMANDS[name]
    file = tmp_path / "block"
    file.write_text(right)
    (grammar,) = validate(name, file, tmp_path).items()
    assert grammar[0].startswith("tree-sitter-")
    assert grammar in validators.versions().items()
    for text, line in wrong.items():
        file.write_text(text)
        with pytest.raises(StepFaultError, match=rf"^line {line} is not {name}: "):
            validate(name, file, tmp_path)


def test_every_reader_of_commands_is_a_validator(facts: Facts) -> None:
    readers = {language.reader for language in facts.languages.values() if language.reader}
    assert readers == set(validators.GRAMMARS)
    assert readers <= set(validators.VALIDATORS)
