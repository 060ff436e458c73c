"""What no block of this guide may do: show a token, ask a stranger's index, install what was not locked."""

import re
import tomllib
from collections.abc import Callable
from typing import Any

import yaml

from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, Manifest
from tools.checks.readers import metadata

# uv finds these on PATH, if they are there, and installs the whole project first.
FROM_PATH = re.compile(r"\buv run (?:--\S+ )*(?:twine|keyring|pip)\b")
# An index beside PyPI without an order between them, and one that uv uses once and does not write down.
STRANGERS = re.compile(r"--extra-index-url|\buv add\b.* (?:-i|--index-url|--no-sources)\b")
# What uploads, and the variable that says where to.
PUBLISHES = re.compile(r"\b(?:uv|twine|poetry|pdm|hatch|flit) (?:publish|upload)\b")
NAMES_ADDRESS = re.compile(r"_(?:URL|REPO)$")
# A username where the token belongs, and the other way round, in whatever notation.
NAME_FOR_TOKEN = re.compile(r"(?i)password\b\W{1,6}(?:gitlab-ci-token|__token__)(?![-\w])")
TOKEN_FOR_NAME = re.compile(r"""(?i)username\b["']?(?: ?= ?|: )["']?\$(?:env:|\{)?(?:\w+_PASSWORD|CI_JOB_TOKEN)\b""")


def careless(block: BlockStep, manifest: Manifest) -> str:
    """Say what a block does that no block of this guide may do; empty if nothing."""
    return next((said for look in _LOOKS if (said := look(block, manifest))), "")


def _token_in_sight(block: BlockStep, manifest: Manifest) -> str:
    if block.kind is Kind.COMMANDS and any(hole.placeholder in manifest.secrets for hole in block.holes):
        return "a token on the command line, where every process can see it"
    return ""


def _name_as_typed(block: BlockStep, _manifest: Manifest) -> str:
    if block.kind is not Kind.OUTPUT and block.language != "toml":
        return ""
    shown = [hole for hole in block.holes if hole.placeholder == "package" and hole.filters[-1] in {"text", "tomlkey"}]
    if all({"normalised", "module"} & set(hole.filters) for hole in shown):
        return ""
    return "the name of a package in another form than clients write it"


def _program_from_path(block: BlockStep, _manifest: Manifest) -> str:
    found = FROM_PATH.search(block.text) if block.language in {"bash", "fish", "powershell", "yaml"} else None
    return f"{found[0]}, in a project that does not depend on it" if found else ""


def _unattended(block: BlockStep, _manifest: Manifest) -> str:
    # A hook of pre-commit is YAML too.
    if block.kind is Kind.OUTPUT or block.language not in {"yaml", "docker"}:
        return ""
    if any("--non-interactive" not in words for words in re.findall(r"\btwine upload\b.*", block.text)):
        return "a job in which a client may wait for somebody to type"
    if any("--no-prompt" not in words for words in re.findall(r"\bhatch publish\b.*", block.text)):
        return "a job in which a client may wait for somebody to type"
    holds = {r"uv (?:sync|run)": "--locked", "pdm install": "--check", "pipenv install": "--deploy"}
    if any(flag not in said for words, flag in holds.items() for said in re.findall(rf"\b{words}\b.*", block.text)):
        return "a job that may install something else than what was locked"
    return ""


def _nowhere(block: BlockStep, _manifest: Manifest) -> str:
    table = yaml.safe_load(block.text) if block.language == "yaml" else None
    rows = [row for row in table.values() if isinstance(row, dict)] if isinstance(table, dict) else []
    # What has commands: a job of GitLab's, or a step of a workflow's job.
    steps = [step for row in rows for job in row.values() if isinstance(job, dict) for step in job.get("steps", ())]
    for row in (*rows, *steps):
        said, names = f"{row.get('script', '')}{row.get('run', '')}", {**row.get("variables", {}), **row.get("env", {})}
        if PUBLISHES.search(said) and not any(map(NAMES_ADDRESS.search, names)):
            return "a job publishes, with its token, wherever pyproject.toml says"
    return ""


def _stranger_asked(block: BlockStep, _manifest: Manifest) -> str:
    if block.kind is not Kind.OUTPUT and STRANGERS.search(block.text):
        return "a name that a stranger may answer for, or an index that nothing keeps"
    return ""


def _token_kept(block: BlockStep, _manifest: Manifest) -> str:
    for read in re.finditer(r"\bread (-\w+) (\w+)", block.text) if block.language == "bash" else ():
        if "export " + read[2] not in block.text and "unset " + read[2] not in block.text:
            return "a token stays in a variable that no client reads"
    return ""


def _typing_shown(block: BlockStep, _manifest: Manifest) -> str:
    # What hides the typing in one family of shells keeps it in the history of another.
    if block.kind is not Kind.COMMANDS or not re.search(r"\bread ", block.text):
        return ""
    hides = {"bash": r"\bread -rs \w", "fish": r"\bread --silent --export \w"}
    if re.search(hides.get(block.language, r"^stty -echo; IFS= read -r \w+; stty echo"), block.text):
        return ""
    return "a token is shown while it is typed, or kept in the history"


def _open_index(block: BlockStep, _manifest: Manifest) -> str:
    read: dict[str, Callable[[str], dict[str, Any]]] = {"toml": tomllib.loads, "python": metadata}
    table = read[block.language](block.text) if block.language in read else {}
    tool = table.get("tool", {})
    # Hatch has uv install by name what was added later, and uv takes a bare name from no index that is explicit.
    is_explicit = None if "hatch" in tool else True
    for index in tool.get("uv", {}).get("index", ()):
        # What everybody may see is asked without a token.
        wanted = None if block.options.get("token") == "none" else "always"
        if index.get("explicit") is not is_explicit or index.get("authenticate") != wanted:
            return "an index that every package is looked for in, or that is asked without the token"
    return ""


def _exchanged(block: BlockStep, _manifest: Manifest) -> str:
    if block.kind is not Kind.OUTPUT and NAME_FOR_TOKEN.search(block.text):
        return "a username where the token belongs"
    if block.kind is not Kind.OUTPUT and TOKEN_FOR_NAME.search(block.text):
        return "a token where the username belongs"
    return ""


_LOOKS = (
    _token_in_sight,
    _name_as_typed,
    _program_from_path,
    _unattended,
    _nowhere,
    _stranger_asked,
    _token_kept,
    _typing_shown,
    _open_index,
    _exchanged,
)
