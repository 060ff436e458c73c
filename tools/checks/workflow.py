"""A workflow for GitHub lets nothing in that it does not need: actions, programs, rights, the token."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from registry_guide.records.kinds import Proof
from registry_guide.records.manifest import BlockStep, Manifest

PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")
BUILDS = re.compile(r"\buv build\b")
INSTALLED = re.compile(r"\b(?:pip|pipx|tool) install (\S+)")


def workflows(manifest: Manifest) -> list[BlockStep]:
    """Give the blocks that are workflows for GitHub."""
    blocks = (block for page in manifest.pages.values() for block in page.blocks)
    return [block for block in blocks if block.proof is Proof.VALIDATE and block.by == "github-actions"]


def open_doors(block: BlockStep) -> list[str]:
    """Give what a workflow lets in that it does not need."""
    found = [] if block.file.startswith(".github/workflows/") else [f"{block.file} is no workflow's file"]
    workflow = yaml.safe_load(block.text)
    # YAML 1.1 reads the key `on` as true.
    found += [] if workflow[True] == {"push": {"tags": ["v*"]}} else ["it runs for more than a tag"]
    found += [] if workflow["permissions"] == {} else ["all jobs have rights"]
    holders = [name for name, job in workflow["jobs"].items() if "${{ secrets." in yaml.safe_dump(job)]
    found += [] if holders else ["no job gets the token"]
    for name, job in workflow["jobs"].items():
        found += [f"{name}: {said}" for said in _open_doors(job, name in holders)]
    return [f"{block.id}: {said}" for said in found]


def _open_doors(job: Mapping[str, Any], holds_token: bool) -> list[str]:
    used = [step for step in job["steps"] if "uses" in step]
    checkouts = [step for step in used if step["uses"].startswith("actions/checkout@")]
    # What is built here is built by code from the network, which does not come near the token.
    built = any(BUILDS.search(step.get("run", "")) for step in job["steps"])
    wanted = [word for step in job["steps"] for word in INSTALLED.findall(step.get("run", ""))]
    holds = [step for step in job["steps"] if "${{ secrets." in yaml.safe_dump(step)]
    needed = {"contents": "read"} if checkouts else {}
    holding = {
        "every action is pinned to a commit": used and all(PINNED.fullmatch(step["uses"]) for step in used),
        "a checkout leaves no credentials": all(
            step.get("with") == {"persist-credentials": False} for step in checkouts
        ),
        "the token is where the environment is and nothing is built": holds_token
        is ("environment" in job)
        is not built,
        "it has the rights that a checkout needs": job.get("permissions", {}) == needed,
        "with the token runs nothing of the repository": not (holds_token and checkouts),
        "a client is installed": bool(wanted),
        "every program is pinned": all(re.fullmatch(r'"[\w.-]+==[\w.]+"', word) for word in wanted),
        "no cache is read where a release is made": "cache" not in yaml.safe_dump(job),
        "one step at most gets the token": len(holds) <= 1,
        "no token is in a command": all("${{ secrets." not in step.get("run", "") for step in holds),
    }
    return [f"not so: {sentence}" for sentence, holds_true in holding.items() if not holds_true]
