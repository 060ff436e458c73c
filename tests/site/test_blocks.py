"""Every block of the built site, read by what reads it for real."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.manifest import BlockStep, Manifest
from registry_guide.practice.worldfile import parse as parse_world


def _ini(text: str) -> None:
    configparser.ConfigParser(interpolation=None).read_string(text)


def _python(text: str) -> None:
    compile(text, "block", "exec", dont_inherit=True)


PARSERS: dict[str, Callable[[str], object]] = {
    "toml": tomllib.loads,
    "ini": _ini,
    "yaml": yaml.safe_load,
    "json": json.loads,
    "python": _python,
}
# How shellcheck calls the dialect of each language; it knows neither zsh nor fish.
SHELLS = {"bash": "bash", "sh": "dash", "ksh": "ksh"}
# SC1091 wants to read the files that the commands source, SC2164 each `cd` to end a script when it fails.
NOT_FOR_A_TERMINAL = "SC1091,SC2164"
# The schemas that check-jsonschema carries, by the name that a template's `validate` gives them.
SCHEMAS = {"gitlab-ci": "vendor.gitlab-ci", "github-actions": "vendor.github-workflows"}


def blocks(manifest: Manifest) -> list[BlockStep]:
    found = [block for page in manifest.pages.values() for block in page.blocks]
    assert found, "the site has no blocks"
    return found


def save(folder: Path, block: BlockStep, suffix: str) -> Path:
    path = folder / f"{block.id.replace('/', '-').replace('#', '-')}{suffix}"
    path.write_text(block.text, encoding="utf-8")
    return path


def schema(block: BlockStep) -> str | None:
    """Return the schema that a block must fit: what its template says, and what its file is, walked or not."""
    if block.proof is Proof.VALIDATE and block.by in SCHEMAS:
        return block.by
    if block.kind is not Kind.JOB:
        return None
    return "github-actions" if block.file.startswith(".github/") else "gitlab-ci"


@pytest.mark.parametrize("language", PARSERS)
def test_a_file_or_job_parses(manifest: Manifest, subtests: pytest.Subtests, language: str) -> None:
    for block in blocks(manifest):
        if block.language == language:
            with subtests.test(block=block.id, template=block.template):
                PARSERS[language](block.text)


def test_every_file_and_job_has_a_parser(manifest: Manifest) -> None:
    known = {*PARSERS, *SHELLS, "text", "docker", "netrc"}
    strange = {block.language for block in blocks(manifest) if block.kind in {Kind.FILE, Kind.JOB}} - known
    assert not strange


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_pipeline_fits_its_schema(manifest: Manifest, tmp_path: Path, name: str) -> None:
    files = [save(tmp_path, block, ".yml") for block in blocks(manifest) if schema(block) == name]
    assert files, f"no block is validated by {name}"
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[name]]
    done = subprocess.run([*checker, *map(str, files)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_validator_is_known(manifest: Manifest) -> None:
    named = {block.by for block in blocks(manifest) if block.proof is Proof.VALIDATE}
    assert named <= {*SCHEMAS, *PARSERS, "world", "dockerfile"}


def test_a_world_is_one(manifest: Manifest) -> None:
    worlds = [block for block in blocks(manifest) if block.by == "world"]
    assert worlds, "no block is a world"
    for block in worlds:
        assert parse_world(block.text, block.id).tokens


def test_shellcheck_has_nothing_to_say(manifest: Manifest, tmp_path: Path) -> None:
    read = [block for block in blocks(manifest) if block.language in SHELLS]
    assert read, "the site has no commands"
    for language in sorted({block.language for block in read}):
        files = [save(tmp_path, block, ".sh") for block in read if block.language == language]
        shellcheck = [str(Path(sys.executable).with_name("shellcheck")), f"--shell={SHELLS[language]}"]
        command = [*shellcheck, f"--exclude={NOT_FOR_A_TERMINAL}", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout
