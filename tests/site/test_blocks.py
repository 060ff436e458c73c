"""Every block of the built site has somebody who reads it for real."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import Manifest
from tools.checks.formats import PARSERS, SCHEMAS, SHELLS, blocks, no_worlds, schema, unclean, unfitting, unparsed


def test_every_file_and_job_has_a_parser(manifest: Manifest) -> None:
    known = {*PARSERS, *SHELLS, "text", "docker", "netrc"}
    found = blocks(manifest)
    assert found, "the site has no blocks"
    assert not {block.language for block in found if block.kind in {Kind.FILE, Kind.JOB}} - known


def test_every_validator_is_known(manifest: Manifest) -> None:
    named = {block.by for block in blocks(manifest) if block.proof is Proof.VALIDATE}
    assert named <= {*SCHEMAS, *PARSERS, "world", "dockerfile", "powershell"}


def test_what_no_parser_reads_is_noticed(manifest: Manifest, tmp_path: Path) -> None:
    read = blocks(manifest)
    for language in {block.language for block in read} & {"toml", "yaml", "ini", "json", "python"}:
        block = next(each for each in read if each.language == language)
        assert not unparsed(block)
        assert unparsed(replace(block, text=block.text + "\n]["))
    for name in SCHEMAS:
        job = next(each for each in read if schema(each) == name)
        assert not unfitting([job], tmp_path)
        assert unfitting([replace(job, text=job.text + "\nstages: 1\njobs: 1\n")], tmp_path)
    commands = next(each for each in read if each.language == "bash")
    assert unclean([replace(commands, text="echo $1\n")], tmp_path)
    world = next(each for each in read if each.by == "world")
    assert no_worlds([replace(world, text="[[token]]\n")])
