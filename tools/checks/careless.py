"""What no block of this guide may do: show a token, ask a stranger's index, install what was not locked."""

import re
import tomllib

from registry_guide.blocks.head import Kind
from registry_guide.blocks.manifest import BlockStep, Manifest

# uv finds these on PATH, if they are there, and installs the whole project first.
FROM_PATH = re.compile(r"\buv run (?:--\S+ )*(?:twine|keyring|pip)\b")
# An index beside PyPI without an order between them, and one that uv uses once and does not write down.
STRANGERS = re.compile(r"--extra-index-url|\buv add\b.* (?:-i|--index-url|--no-sources)\b")


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
