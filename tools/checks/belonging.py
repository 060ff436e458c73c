"""What stands beside each other on a route belongs together: username and token, a variable and who sets it."""

import argparse
import re
import shlex
from typing import NoReturn

from registry_guide.blocks.facts import Facts
from registry_guide.practice.policy import enforce, policies
from registry_guide.practice.world import file as worldfile
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, CheckStep, Manifest
from registry_guide.walk.route import Route

# The username that goes with a token, by how the token begins.
USER_NAMES = {"glpat-": "token_name", "gldt-": "deploy_username"}
# A token of a second project has a username of its own.
OWN_NAMES = {"other_read_token": "other_username"}
# Clients that look for the username in a block before the one that asks for its token.
CARRIED = ("credentials/username.sh",)
VARIABLE = {
    "bash": re.compile(r"\bexport (\w+)_(USERNAME|PASSWORD)\b"),
    "docker": re.compile(r"(?:,env=|\s)(\w+)_(PASSWORD)\b"),
}
# Names of variables as blocks of every shell write them.
NAMES = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
# Their token is for GitLab's REST API, which takes no username.
FOR_API = ("own/account.sh", "publish/delete-version.sh", "publish/keep-newest.sh")
BUILDERS = ("docker", "podman", "buildah")
BUILDS = re.compile(rf"\A(?:{'|'.join(BUILDERS)}) |\A\S+ .*--secret id=")
IN_A_JOB = re.compile(rf"\b(?:{'|'.join(BUILDERS)}) .*")
MOUNTED = re.compile(r"--mount=type=secret,id=(\w+)")
SETS = re.compile(r"\b(?:export|read -\w+) (\w+)")
# A variable of a script's own has small letters.
OWN = re.compile(r"^([a-z_]+)=", re.MULTILINE)
# What a script is given, such as "$1", nobody sets.
USES = re.compile(r"(?:\$\{?|,env=)([A-Za-z_]\w*)")


def tokens(block: BlockStep, manifest: Manifest) -> list[str]:
    """Give the tokens for a registry that a block holds or asks for."""
    if block.template in FOR_API:
        return []
    names = [*block.asked, *(hole.placeholder for hole in block.holes)]
    return [name for name in names if name in manifest.secrets]


def user_names(block: BlockStep) -> list[str]:
    """Give the usernames that a block names, by placeholder."""
    return [hole.placeholder for hole in block.holes if hole.placeholder in {*USER_NAMES.values(), *OWN_NAMES.values()}]


def strangers(route: Route, manifest: Manifest) -> list[str]:
    """Give the blocks of a path that take a token after the username of another kind of token, or after none."""
    found: list[str] = []
    carried: list[str] = []
    for block in (step for step in route.steps if isinstance(step, BlockStep)):
        carried = user_names(block) or ([] if block.template in CARRIED else carried)
        for token in tokens(block, manifest):
            prefix = re.match(r"\w+-", manifest.examples[token])
            assert prefix
            wanted = OWN_NAMES.get(token) or USER_NAMES[prefix[0]]
            if not carried or carried[-1] != wanted:
                found.append(f"{route.name}: {block.id} takes {token} with {carried[-1:] or 'no username'}")
    return found


def halves(route: Route, _manifest: Manifest) -> list[str]:
    """Give the blocks of a path that give a client a token, but had not given that client a username before."""
    found: list[str] = []
    shell: set[str] = set()
    for block in (step for step in route.steps if isinstance(step, BlockStep) and step.language in VARIABLE):
        # A container has nothing of the reader's shell.
        named = shell if block.language == "bash" else set(re.findall(r"export (\w+)_USERNAME", block.text))
        for client, half in VARIABLE[block.language].findall(block.text):
            if half == "USERNAME":
                named.add(client)
            elif client not in named:
                found.append(f"{route.name}: {block.id} sets {client}_PASSWORD without {client}_USERNAME")
    return found


def empty_variables(route: Route, _manifest: Manifest) -> list[str]:
    """Give the blocks of a path that use a variable which no block before has set."""
    # Where a part of a page begins, its start has set what it needs; the walk runs it so.
    if route.anchor:
        return []
    found: list[str] = []
    known = {"HOME", "PATH", "PWD", "USER"}
    for block in (step for step in route.steps if isinstance(step, BlockStep) and step.language == "bash"):
        known |= {*SETS.findall(block.text), *OWN.findall(block.text)}
        found += [f"{route.name}: {block.id} uses {name}" for name in USES.findall(block.text) if name not in known]
    return found


def left_set(route: Route, _manifest: Manifest) -> list[str]:
    """Give the last block of a path that takes variables out of the shell, if others stay that the path put there."""
    put: set[str] = set()
    left, last = set[str](), ""
    for block in (step for step in route.steps if isinstance(step, BlockStep) and step.language == "bash"):
        put |= set(re.findall(r"export (\w+)", block.text)) if block.kind is Kind.COMMANDS else set()
        for names in re.findall(r"^unset ([\w ]+)$", block.text, re.MULTILINE):
            put -= set(names.split())
        if block.template.startswith("credentials/unset"):
            left, last = set(put), block.id
    return [f"{route.name}: {last} leaves {', '.join(sorted(left))}"] if left else []


def shells_that_differ(manifest: Manifest) -> list[str]:
    """Give the blocks that name other variables than what the page shows for another shell in their place."""
    found: list[str] = []
    for page in manifest.pages.values():
        names: set[str] = set()
        for block in (block for block in page.blocks if block.alternative):
            own = set(NAMES.findall(block.text))
            if block.alternative == 1:
                names = own
            elif own != names:
                odd = ", ".join(sorted(own ^ names))
                found.append(f"{block.id}: of two shells only one names {odd}")
    return found


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise argparse.ArgumentError(None, message)


def _commands() -> dict[str, _Parser]:
    """Give the commands of a builder that the guide uses, each with those of its options that it uses."""
    # https://docs.docker.com/reference/cli/docker/buildx/build/, https://docs.docker.com/reference/cli/docker/login/
    parsers = {name: _Parser(name, exit_on_error=False, allow_abbrev=False) for name in ("build", "login", "push")}
    for option in ("--secret", "--tag"):
        parsers["build"].add_argument(option, action="append", default=[])
    parsers["login"].add_argument("--username", required=True)
    parsers["login"].add_argument("--password-stdin", action="store_true", required=True)
    for parser in parsers.values():
        parser.add_argument("place")
    return parsers


def builds(route: Route, _manifest: Manifest) -> list[str]:
    """Give what is wrong with a path's `docker build`, in the words of its documentation: options, file, secrets."""
    parsers = _commands()
    blocks = [step for step in route.steps if isinstance(step, BlockStep)]
    wanted = {name for block in blocks if block.file == "Dockerfile" for name in MOUNTED.findall(block.text)}
    lines = [block.text for block in blocks if BUILDS.search(block.text)]
    lines += [line for block in blocks if block.kind is Kind.JOB for line in IN_A_JOB.findall(block.text)]
    for words in map(shlex.split, lines):
        if words[0] not in BUILDERS or words[1] not in parsers or not wanted:
            return [f"{route.name}: there is no Dockerfile, or no builder: {' '.join(words)}"]
        try:
            arguments, unknown = parsers[words[1]].parse_known_args(words[2:])
        except argparse.ArgumentError as error:
            return [f"{route.name}: {error}"]
        if unknown:
            return [f"{route.name}: {' '.join(unknown)}"]
        if words[1] != "build":
            continue
        given = {secret.removeprefix("id=").partition(",env=")[0] for secret in arguments.secret}
        if given != wanted:
            return [f"{route.name}: a build gets the secrets {given}, its Dockerfile takes {wanted}"]
    return []


def needless(route: Route, manifest: Manifest) -> list[str]:
    """Give the blocks of a path that publishes nothing, but that take a token with which one may publish."""
    if any(isinstance(step, CheckStep) and step.claim.startswith("published ") for step in route.steps):
        return []
    world = worldfile.parse(worldfile.default_text())
    writing = {*enforce.WRITE_SCOPES, policies.WRITE_SCOPE}
    may_publish = {token.name for token in world.tokens if writing & set(token.scopes)}
    blocks = [step for step in route.steps if isinstance(step, BlockStep)]
    return [f"{route.name}: {block.id}" for block in blocks if may_publish & set(tokens(block, manifest))]


def ownerless(manifest: Manifest, facts: Facts) -> list[str]:
    """Give the blocks that name one project for two: that of the pipelines, and the one that owns the package."""
    return [
        f"{block.id}: whose project is it, the pipelines' or the package's?"
        for page in manifest.pages.values()
        if facts.starts.get(page.start, {}).get("repository")
        for block in page.blocks
        if any(hole.placeholder == "project" for hole in block.holes)
    ]
