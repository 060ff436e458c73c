"""Every block, read by what reads it for real: parser, schema, shellcheck, the registry's own reader of worlds."""

import configparser
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from registry_guide.practice.world.file import WorldError
from registry_guide.practice.world.file import parse as parse_world
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import BlockStep, Manifest
from registry_guide.walk.pipelines.image import STAGES, jobs_of, table_of


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
SCHEMAS = {
    "gitlab-ci": "vendor.gitlab-ci",
    "github-actions": "vendor.github-workflows",
    "dependabot": "vendor.dependabot",
    "renovate": "vendor.renovate",
}


def blocks(manifest: Manifest) -> list[BlockStep]:
    """Give all blocks of all pages, in order."""
    return [block for page in manifest.pages.values() for block in page.blocks]


def unparsed(block: BlockStep) -> str:
    """Say what the parser of a block's language says against it; empty if nothing, or if it has none."""
    parse = PARSERS.get(block.language)
    try:
        if parse:
            parse(block.text)
    # Each parser has errors of its own.
    except Exception as error:  # noqa: BLE001
        return f"{block.id} ({block.template}): {error}"
    return ""


def schema(block: BlockStep) -> str | None:
    """Give the schema that a block must fit: what its template says, and what its file is, walked or not."""
    if block.proof is Proof.VALIDATE and block.by in SCHEMAS:
        return block.by
    if block.kind is not Kind.JOB:
        return None
    return "github-actions" if block.file.startswith(".github/") else "gitlab-ci"


def unfitting(blocks: Iterable[BlockStep], folder: Path) -> list[str]:
    """Give what the schemas of pipelines and workflows say against blocks; files are written into `folder`."""
    found = []
    by_schema: dict[str, list[Path]] = {}
    for block in blocks:
        if name := schema(block):
            by_schema.setdefault(name, []).append(_save(folder, block, ".yml"))
    for name, files in by_schema.items():
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[name], *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        found += [done.stdout + done.stderr] if done.returncode else []
    return found


def stageless(blocks: Iterable[BlockStep]) -> list[str]:
    """Give the pipelines that lack a stage for a job of their own, or for one without `stage`."""
    found = []
    for block in blocks:
        if schema(block) == "gitlab-ci":
            known = table_of(block.text).get("stages") or STAGES
            stages = {"test", *(job.get("stage", "test") for job in jobs_of(block.text).values())}
            found += [f"{block.id}: the pipeline has no stage {stage!r}" for stage in sorted(stages - {*known})]
    return found


def no_worlds(blocks: Iterable[BlockStep]) -> list[str]:
    """Give what the practice registry says against the worlds among blocks."""
    found = []
    for block in blocks:
        if block.by == "world":
            try:
                world = parse_world(block.text, block.id)
            except WorldError as error:
                found.append(str(error))
            else:
                found += [] if world.tokens else [f"{block.id}: a world without a token"]
    return found


def unclean(blocks: Iterable[BlockStep], folder: Path) -> list[str]:
    """Give what shellcheck says against blocks of commands; files are written into `folder`."""
    found = []
    by_language: dict[str, list[Path]] = {}
    for block in blocks:
        if block.language in SHELLS:
            by_language.setdefault(block.language, []).append(_save(folder, block, ".sh"))
    for language, files in by_language.items():
        shellcheck = [str(Path(sys.executable).with_name("shellcheck")), f"--shell={SHELLS[language]}"]
        command = [*shellcheck, f"--exclude={NOT_FOR_A_TERMINAL}", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        found += [done.stdout or done.stderr] if done.returncode else []
    return found


def _save(folder: Path, block: BlockStep, suffix: str) -> Path:
    path = folder / f"{block.id.replace('/', '-').replace('#', '-')}{suffix}"
    path.write_text(block.text, encoding="utf-8")
    return path
