"""What stands beside each other belongs together: the user name and the token, a workflow and what it lets in."""

from __future__ import annotations

import re
import tomllib

import yaml

from registry_guide.blocks.head import Proof
from registry_guide.blocks.manifest import BlockStep, Manifest
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.path import site_paths

# The user name that goes with a token, by how the token begins.
USER_NAMES = {"glpat-": "token_name", "gldt-": "deploy_username"}
# Clients that look for the user name in a block before the one that asks for its token.
CARRIED = ("credentials/username.sh",)
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")


def tokens(block: BlockStep, manifest: Manifest) -> list[str]:
    """Return the tokens that a block holds or asks for."""
    held = [hole.placeholder for hole in block.holes if hole.placeholder in manifest.secrets]
    return [*block.asks, *held]


def user_names(block: BlockStep) -> list[str]:
    return [hole.placeholder for hole in block.holes if hole.placeholder in USER_NAMES.values()]


def strangers(path: Walk, manifest: Manifest) -> list[str]:
    """Return the blocks of a path that take a token after the user name of another kind of token, or after none."""
    found: list[str] = []
    carried: list[str] = []
    for block in (step for step in path.steps if isinstance(step, BlockStep)):
        carried = user_names(block) or ([] if block.template in CARRIED else carried)
        for token in tokens(block, manifest):
            wanted = USER_NAMES[re.match(r"\w+-", manifest.examples[token])[0]]  # type: ignore[index]
            if not carried or carried[-1] != wanted:
                found.append(f"{path.name}: {block.id} takes {token} with {carried[-1:] or 'no user name'}")
    return found


def workflows(manifest: Manifest) -> list[BlockStep]:
    blocks = (block for page in manifest.pages.values() for block in page.blocks)
    return [block for block in blocks if block.proof is Proof.VALIDATE and block.by == "github-actions"]


def test_a_token_follows_its_own_user_name(manifest: Manifest) -> None:
    paths = [path for path in site_paths(manifest) if any(isinstance(step, BlockStep) for step in path.steps)]
    assert any(tokens(block, manifest) for page in manifest.pages.values() for block in page.blocks)
    assert not [each for path in paths for each in strangers(path, manifest)]


def test_a_workflow_lets_nothing_in_that_it_does_not_need(manifest: Manifest) -> None:
    for block in workflows(manifest):
        assert block.file.startswith(".github/workflows/")
        workflow = yaml.safe_load(block.text)
        # YAML 1.1 reads the key `on` as true.
        assert workflow[True] == {"push": {"tags": ["v*"]}}
        assert workflow["permissions"] == {"contents": "read"}
        for job in workflow["jobs"].values():
            assert job["environment"]
            used = [step for step in job["steps"] if "uses" in step]
            assert used
            assert all(PINNED.fullmatch(step["uses"]) for step in used), "an action is not pinned to a commit"
            checkouts = [step for step in used if step["uses"].startswith("actions/checkout@")]
            assert checkouts
            assert len(used) > len(checkouts), "nothing sets up uv"
            assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def careless(block: BlockStep) -> str:
    """Say what a block does with a token or an index that no block of this guide may do; empty if nothing."""
    if block.language == "bash":
        for found in re.finditer(r"\bread (-\w+) (\w+)", block.text):
            if found[1] != "-rs":
                return "a token is shown while it is typed"
            if "export " + found[2] not in block.text and "unset " + found[2] not in block.text:
                return "a token stays in a variable that no client reads"
    if block.language == "toml" and "tool" in (table := tomllib.loads(block.text)):
        for index in table["tool"]["uv"]["index"]:
            if index.get("explicit") is not True or index.get("authenticate") != "always":
                return "an index that every package is looked for in, or that is asked without the token"
    return ""


def test_no_block_is_careless(manifest: Manifest) -> None:
    found = {block.id: careless(block) for page in manifest.pages.values() for block in page.blocks}
    assert found
    assert not {name: said for name, said in found.items() if said}
