"""What stands beside each other belongs together: the user name and the token, a workflow and what it lets in."""

from __future__ import annotations

import argparse
import re
import shlex
import tomllib
from dataclasses import replace
from typing import NoReturn

import pytest
import yaml

from registry_guide.blocks.facts import Facts, load
from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.manifest import BlockStep, CheckStep, Manifest
from registry_guide.practice import access, gate, worldfile
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.path import site_paths
from tools.build import ROOT

# The user name that goes with a token, by how the token begins.
USER_NAMES = {"glpat-": "token_name", "gldt-": "deploy_username"}
# Clients that look for the user name in a block before the one that asks for its token.
CARRIED = ("credentials/username.sh",)
VARIABLE = {
    "bash": re.compile(r"\bexport (\w+)_(USERNAME|PASSWORD)\b"),
    "docker": re.compile(r",env=(\w+)_(PASSWORD)\b"),
}
# Their token is for GitLab's REST API, which takes no user name.
FOR_API = ("own/account.sh",)
# uv finds these on PATH, if they are there, and installs the whole project first.
FROM_PATH = re.compile(r"\buv run (?:--\S+ )*(?:twine|keyring|pip)\b")
# An index beside PyPI without an order between them, and one that uv uses once and does not write down.
STRANGERS = re.compile(r"--extra-index-url|\buv add\b.* (?:-i|--index-url|--no-sources)\b")
MOUNTED = re.compile(r"--mount=type=secret,id=(\w+)")
SETS = re.compile(r"\b(?:export|read -\w+) (\w+)")
USES = re.compile(r"(?:\$\{?|,env=)(\w+)")
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")
INSTALLED = re.compile(r"\b(?:pip|pipx|tool) install (\S+)")


def tokens(block: BlockStep, manifest: Manifest) -> list[str]:
    """Return the tokens for a registry that a block holds or asks for."""
    if block.template in FOR_API:
        return []
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


def halves(path: Walk, _manifest: Manifest) -> list[str]:
    """Return the blocks of a path that give a client a token, but had not given that client a user name before."""
    found: list[str] = []
    shell: set[str] = set()
    for block in (step for step in path.steps if isinstance(step, BlockStep) and step.language in VARIABLE):
        # A container has nothing of the reader's shell.
        named = shell if block.language == "bash" else set(re.findall(r"export (\w+)_USERNAME", block.text))
        for client, half in VARIABLE[block.language].findall(block.text):
            if half == "USERNAME":
                named.add(client)
            elif client not in named:
                found.append(f"{path.name}: {block.id} sets {client}_PASSWORD without {client}_USERNAME")
    return found


def empty_variables(path: Walk, _manifest: Manifest) -> list[str]:
    """Return the blocks of a path that use a variable which no block before has set."""
    found: list[str] = []
    known = {"HOME", "PATH", "PWD", "USER"}
    for block in (step for step in path.steps if isinstance(step, BlockStep) and step.language == "bash"):
        known |= set(SETS.findall(block.text))
        found += [f"{path.name}: {block.id} uses {name}" for name in USES.findall(block.text) if name not in known]
    return found


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def builds(path: Walk, _manifest: Manifest) -> list[str]:
    """Return what is wrong with a path's `docker build`, in the words of its documentation: options, file, secrets."""
    # https://docs.docker.com/reference/cli/docker/buildx/build/
    parser = _Parser("docker build", exit_on_error=False, allow_abbrev=False)
    for option in ("--secret", "--tag"):
        parser.add_argument(option, action="append", default=[])
    parser.add_argument("context")
    blocks = [step for step in path.steps if isinstance(step, BlockStep)]
    wanted = {name for block in blocks if block.file == "Dockerfile" for name in MOUNTED.findall(block.text)}
    given: set[str] = set()
    for words in (shlex.split(block.text) for block in blocks if "docker build " in block.text):
        try:
            arguments, unknown = parser.parse_known_args(words[2:])
        except argparse.ArgumentError as error:
            return [f"{path.name}: {error}"]
        if unknown or words[:2] != ["docker", "build"] or not any(block.file == "Dockerfile" for block in blocks):
            return [f"{path.name}: {' '.join(unknown) or 'there is no Dockerfile'}"]
        given |= {secret.removeprefix("id=").partition(",env=")[0] for secret in arguments.secret}
    return [] if given == wanted else [f"{path.name}: a build gets the secrets {given}, its Dockerfile takes {wanted}"]


def workflows(manifest: Manifest) -> list[BlockStep]:
    blocks = (block for page in manifest.pages.values() for block in page.blocks)
    return [block for block in blocks if block.proof is Proof.VALIDATE and block.by == "github-actions"]


def test_a_token_follows_its_own_user_name(manifest: Manifest) -> None:
    paths = [path for path in site_paths(manifest) if any(isinstance(step, BlockStep) for step in path.steps)]
    assert any(tokens(block, manifest) for page in manifest.pages.values() for block in page.blocks)
    assert not [each for path in paths for each in strangers(path, manifest)]


def test_a_client_gets_user_name_and_token(manifest: Manifest) -> None:
    assert any(VARIABLE["bash"].search(block.text) for page in manifest.pages.values() for block in page.blocks)
    assert not [each for path in site_paths(manifest) for each in halves(path, manifest)]


def test_a_block_uses_only_variables_that_are_set(manifest: Manifest) -> None:
    assert any(USES.search(block.text) for page in manifest.pages.values() for block in page.blocks)
    assert not [each for path in site_paths(manifest) for each in empty_variables(path, manifest)]


def test_a_build_gets_what_its_dockerfile_takes(manifest: Manifest) -> None:
    assert any("docker build " in block.text for page in manifest.pages.values() for block in page.blocks)
    assert not [each for path in site_paths(manifest) for each in builds(path, manifest)]


def test_who_only_installs_needs_no_token_that_may_publish(manifest: Manifest) -> None:
    assert not [each for path in site_paths(manifest) for each in needless(path, manifest)]


def test_a_workflow_lets_nothing_in_that_it_does_not_need(manifest: Manifest) -> None:
    for block in workflows(manifest):
        assert block.file.startswith(".github/workflows/")
        workflow = yaml.safe_load(block.text)
        # YAML 1.1 reads the key `on` as true.
        assert workflow[True] == {"push": {"tags": ["v*"]}}
        assert workflow["permissions"] == {}
        holders = [name for name, job in workflow["jobs"].items() if "${{ secrets." in yaml.safe_dump(job)]
        assert holders, "no job gets the token"
        for name, job in workflow["jobs"].items():
            used = [step for step in job["steps"] if "uses" in step]
            assert used
            assert all(PINNED.fullmatch(step["uses"]) for step in used), "an action is not pinned to a commit"
            checkouts = [step for step in used if step["uses"].startswith("actions/checkout@")]
            assert all(step["with"] == {"persist-credentials": False} for step in checkouts)
            # What is built here is built by code from the network, which does not come near the token.
            built = any("uv build" in step.get("run", "") for step in job["steps"])
            assert (name in holders) is ("environment" in job) is not built, f"{name}: token, environment or build"
            assert job.get("permissions", {}) == ({"contents": "read"} if checkouts else {})
            assert not (name in holders and checkouts), "the job with the token runs what is in the repository"
            wanted = [word for step in job["steps"] for word in INSTALLED.findall(step.get("run", ""))]
            assert wanted, "nothing installs uv"
            assert all(re.fullmatch(r'"[\w.-]+==[\w.]+"', word) for word in wanted), "a program is not pinned"
            assert "cache" not in yaml.safe_dump(job), "a cache is read where a release is made"
            holds = [step for step in job["steps"] if "${{ secrets." in yaml.safe_dump(step)]
            assert len(holds) <= 1, "more than one step gets the token"
            assert all("${{ secrets." not in step.get("run", "") for step in holds), "a token in a command"


def needless(path: Walk, manifest: Manifest) -> list[str]:
    """Return the blocks of a path that publishes nothing, but that take a token with which one may publish."""
    if any(isinstance(step, CheckStep) and step.claim.startswith("published ") for step in path.steps):
        return []
    world = worldfile.parse(worldfile.default_text())
    writing = {*gate.WRITE_SCOPES, access.WRITE_SCOPE}
    may_publish = {token.name for token in world.tokens if writing & set(token.scopes)}
    blocks = [step for step in path.steps if isinstance(step, BlockStep)]
    return [f"{path.name}: {block.id}" for block in blocks if may_publish & set(tokens(block, manifest))]


def shows(block: BlockStep) -> bool:
    """Say whether a block that asks shows what is typed: what hides it in one family of shells keeps it in another."""
    if block.kind is not Kind.COMMANDS or not re.search(r"\bread ", block.text):
        return False
    hides = {"bash": r"\bread -rs \w", "fish": r"\bread --silent --export \w"}
    return not re.search(hides.get(block.language, r"^stty -echo; IFS= read -r \w+; stty echo"), block.text)


def careless(block: BlockStep, manifest: Manifest) -> str:
    """Say what a block does that no block of this guide may do; empty if nothing."""
    if block.kind is Kind.COMMANDS and any(hole.placeholder in manifest.secrets for hole in block.holes):
        return "a token on the command line, where every process can see it"
    if block.kind is Kind.OUTPUT or block.language == "toml":
        shown = [
            hole for hole in block.holes if hole.placeholder == "package" and hole.filters[-1] in {"text", "tomlkey"}
        ]
        if not all({"normalised", "module"} & set(hole.filters) for hole in shown):
            return "the name of a package in another form than clients write it"
    if block.language in {"bash", "yaml"} and (found := FROM_PATH.search(block.text)):
        return f"{found[0]}, in a project that does not depend on it"
    if block.kind is Kind.JOB or block.language == "docker":
        if any("--non-interactive" not in words for words in re.findall(r"\btwine upload\b.*", block.text)):
            return "a job in which a client may wait for somebody to type"
        if any("--locked" not in words for words in re.findall(r"\buv (?:sync|run)\b.*", block.text)):
            return "a job that may install something else than what was locked"
    if said := careless_commands(block):
        return said
    if shows(block):
        return "a token is shown while it is typed, or kept in the history"
    if block.language == "toml" and "tool" in (table := tomllib.loads(block.text)):
        for index in table["tool"]["uv"].get("index", ()):
            if index.get("explicit") is not True or index.get("authenticate") != "always":
                return "an index that every package is looked for in, or that is asked without the token"
    return ""


def careless_commands(block: BlockStep) -> str:
    """Say what a block's commands do that no block may do; empty if nothing."""
    if block.kind is Kind.COMMANDS and STRANGERS.search(block.text):
        return "a name that a stranger may answer for, or an index that nothing keeps"
    if block.language == "bash":
        for read in re.finditer(r"\bread (-\w+) (\w+)", block.text):
            if "export " + read[2] not in block.text and "unset " + read[2] not in block.text:
                return "a token stays in a variable that no client reads"
    return ""


def test_no_block_is_careless(manifest: Manifest) -> None:
    found = {block.id: careless(block, manifest) for page in manifest.pages.values() for block in page.blocks}
    assert found
    assert not {name: said for name, said in found.items() if said}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("read -rs ", "read -r "),
        ("stty -echo; IFS= read -r ", "IFS= read -rs "),
        ("; stty echo", ""),
        ("read --silent ", "read "),
        ("; unset token", ""),
        ("twine upload", "uv run twine upload"),
        ("pip install --index-url", "pip install --extra-index-url"),
        ("uv add ", "uv add --no-sources "),
        ("uv add ", "uv add -i https://gitlab.example.com/simple "),
        (" --non-interactive", ""),
        (" --locked", ""),
        ("explicit = true", "explicit = false"),
        ('authenticate = "always"', 'authenticate = "never"'),
    ],
)
def test_carelessness_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    changed = [replace(block, text=block.text.replace(before, after)) for block in blocks if before in block.text]
    assert changed
    assert all(careless(block, manifest) for block in changed if block.kind is not Kind.OUTPUT)


def test_what_does_not_belong_on_a_path_is_noticed(manifest: Manifest) -> None:
    path = next(path for path in site_paths(manifest, ["install/uv"]))
    asked = next(step for step in path.steps if isinstance(step, BlockStep) and step.asks)
    for look, wrong in (
        (strangers, replace(asked, asks=("personal_token",))),
        (needless, replace(asked, asks=("deploy_token",))),
        (empty_variables, replace(asked, text=f'echo "$TWINE_PASSWORD"\n{asked.text}')),
        (halves, replace(asked, text=asked.text.replace("UV_INDEX_GITLAB", "TWINE"))),
    ):
        assert not look(path, manifest)
        steps = [wrong if step is asked else step for step in path.steps]
        assert look(replace(path, steps=steps), manifest)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("--secret ", ""),
        ("--tag ", ""),
        ("--tag", "--tags"),
        (" .", ""),
        ("id=", "id=other_"),
        ("docker build", "true"),
    ],
)
def test_a_wrong_build_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    (path,) = site_paths(manifest, ["install/docker"])
    steps = [
        replace(step, text=step.text.replace(before, after))
        if isinstance(step, BlockStep) and step.text.startswith("docker build")
        else step
        for step in path.steps
    ]
    assert steps != path.steps
    assert builds(replace(path, steps=steps), manifest)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return load(ROOT / "facts", client_versions(ROOT))


def ownerless(manifest: Manifest, facts: Facts) -> list[str]:
    """Give the blocks that name one project for two: that of the pipelines, and the one that owns the package."""
    return [
        f"{block.id}: whose project is it, the pipelines' or the package's?"
        for page in manifest.pages.values()
        if facts.starts.get(page.start, {}).get("repository")
        for block in page.blocks
        if any(hole.placeholder == "project" for hole in block.holes)
    ]


def test_where_pipelines_are_another_project_s_the_package_has_an_owner(manifest: Manifest, facts: Facts) -> None:
    pages = [page for page in manifest.pages.values() if facts.starts.get(page.start, {}).get("repository")]
    assert len(pages) > 1
    for page in pages:
        assert any(hole.placeholder == "owner_project" for block in page.blocks for hole in block.holes)
    assert not ownerless(manifest, facts)
