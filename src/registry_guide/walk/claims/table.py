"""The claims that the walk can prove."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from registry_guide.walk.claims import asked
from registry_guide.walk.claims.claim import Claim, Evidence, Proof
from registry_guide.walk.clients.install import distribution
from registry_guide.walk.errors import NotProvenError, StepFaultError
from registry_guide.walk.files.saving import destination

Words = Mapping[str, str]


def _listed(evidence: Evidence, words: Words) -> list[str]:
    """Give the names of the files of a version that the project's index lists."""
    page = evidence.fetch(evidence.package_url(words["NAME"])) or ""
    files: list[str] = re.findall(r">([^<>\s]+\.(?:whl|tar\.gz))</a>", page)
    version = re.escape(words["VERSION"])
    return [file for file in files if re.search(rf"-{version}(?:-|\.tar\.gz$)", file)]


def _published(evidence: Evidence, words: Words) -> None:
    files = _listed(evidence, words)
    for kind, ending in (("sdist", ".tar.gz"), ("wheel", ".whl")):
        if not any(file.endswith(ending) for file in files):
            raise StepFaultError(
                f"the registry has no {kind} of {words['NAME']} {words['VERSION']}", f"*{ending}", "\n".join(files)
            )


def _not_published(evidence: Evidence, words: Words) -> None:
    if files := _listed(evidence, words):
        raise StepFaultError(f"{words['NAME']} {words['VERSION']} is in the registry", "", "\n".join(files))


def _installed(evidence: Evidence, words: Words) -> None:
    environment = evidence.environment or evidence.directory / ".venv"
    found = distribution(environment, words["NAME"])
    if found is None:
        raise StepFaultError(f"{words['NAME']} is not installed in {environment.name}")
    if found.version != words["VERSION"]:
        raise StepFaultError(f"another version of {words['NAME']} is installed", words["VERSION"], found.version)


def _not_installed(evidence: Evidence, words: Words) -> None:
    if distribution(evidence.environment or evidence.directory / ".venv", words["NAME"]) is not None:
        raise StepFaultError(f"{words['NAME']} is installed")


# A token that installs reads a page; one that publishes is judged before the upload is, so an empty one tells.
_DOES = {"installs": HTTPStatus.OK, "publishes": HTTPStatus.BAD_REQUEST}


def _may(does: str) -> Proof:
    def proof(evidence: Evidence, words: Words) -> None:
        status = evidence.answer(words["NAME"], does, words["PLACE"])
        if status != _DOES[does]:
            raise StepFaultError(f"{words['NAME']} is refused", str(int(_DOES[does])), str(status))

    return proof


def _may_not(does: str) -> Proof:
    def proof(evidence: Evidence, words: Words) -> None:
        status = evidence.answer(words["NAME"], does, words["PLACE"])
        if str(status) != words["STATUS"]:
            raise StepFaultError(f"{words['NAME']} is answered otherwise", words["STATUS"], str(status))

    return proof


def _file_exists(evidence: Evidence, words: Words) -> None:
    if not _files(evidence, words["PATH"]):
        raise StepFaultError(f"{words['PATH']} does not exist")


def _no_file(evidence: Evidence, words: Words) -> None:
    found = list(_files(evidence, words["PATH"]))
    if found:
        raise StepFaultError(f"{found[0].name} exists")


def _only_owner_reads(evidence: Evidence, words: Words) -> None:
    for path in _some(evidence, words["PATH"]):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077:
            raise StepFaultError(f"others may read or write {path.name}", "0600", f"{mode:04o}")


def _set(evidence: Evidence, words: Words) -> None:
    if words["NAME"] not in evidence.exported:
        where = "is not exported" if words["NAME"] in evidence.variables else "is not set"
        raise StepFaultError(f"{words['NAME']} {where}, so no command gets it")


def _unset(evidence: Evidence, words: Words) -> None:
    if words["NAME"] in evidence.variables:
        raise StepFaultError(f"{words['NAME']} is set")
    # Of a variable that was never set the claim would hold on every page.
    if words["NAME"] not in evidence.earlier:
        raise StepFaultError(f"{words['NAME']} was not set before either, so this says nothing")


def _no_secret(evidence: Evidence, words: Words) -> None:
    named = _some(evidence, words["PATH"])
    for path in (each for name in named for each in _below(name)):
        held = path.read_bytes()
        for name, secret in evidence.secrets.items():
            if any(form in held for form in spellings(secret.encode())):
                raise StepFaultError(f"{path.name} holds the {name}")


def _not_in_history(evidence: Evidence, words: Words) -> None:
    _without_secret(evidence, evidence.pasted, "what was pasted")


def _not_in_arguments(evidence: Evidence, words: Words) -> None:
    if evidence.processes is None:
        raise NotProvenError("all commands would have to run in bash 4.1 or newer, whose trace can go to a file")
    _without_secret(evidence, evidence.processes, "the arguments of a command")


def _without_secret(evidence: Evidence, texts: Sequence[str], what: str) -> None:
    if not texts:
        raise StepFaultError("the reader has run nothing yet, so this says nothing")
    for text in texts:
        for name, secret in evidence.secrets.items():
            if any(form in text.encode() for form in spellings(secret.encode())):
                raise StepFaultError(f"the {name} stands in {what}")


def spellings(secret: bytes) -> Iterator[bytes]:
    """Give the spellings in which a token may lie in a file: plain, in a URL, in base64 at each of three offsets."""
    yield secret
    yield quote(secret, safe="").encode()
    for offset in range(3):
        # The letters at both ends depend on the bytes around the token.
        whole = (len(secret) + offset) // 3 * 4
        yield base64.b64encode(b"\0" * offset + secret)[4 if offset else 0 : whole]


def _files(evidence: Evidence, name: str) -> list[Path]:
    pattern = destination(name, evidence.home, evidence.directory)
    base = evidence.home if name.startswith("~/") else evidence.directory
    return sorted(base.glob(str(pattern.relative_to(base))))


def _some(evidence: Evidence, name: str) -> list[Path]:
    found = _files(evidence, name)
    if not found:
        raise StepFaultError(f"{name} does not exist")
    return found


def _below(path: Path) -> list[Path]:
    return [each for each in path.rglob("*") if each.is_file()] if path.is_dir() else [path]


_INDEX = "by the project's index"
_REQUEST = "by a request with it"
_METADATA = "by the metadata in the virtual environment"
_LOG = "by the registry's request log"
_SHELL = "by the names of the variables in the shell"
_LOOK = "by a look at the file system"
_MODE = "by the mode of the file"
_TYPED = "by a search of all that was pasted"
_TRACE = "by bash's own trace of the commands it started"
_SEARCH = "by a search for each token, as it is and encoded"

# Capitals are slots. PATH is `~/…` or below where the reader stands, and may hold `*`.
CLAIMS = (
    Claim("published NAME VERSION", "sdist and wheel of NAME VERSION are in the registry", _INDEX, _published),
    Claim("not published NAME VERSION", "NAME VERSION is not in the registry", _INDEX, _not_published),
    Claim("installed NAME VERSION", "NAME VERSION is installed", _METADATA, _installed),
    Claim("not installed NAME", "NAME is not installed", _METADATA, _not_installed),
    Claim("asked HOST [for NAME]", "HOST was asked [for NAME]", _LOG, asked.asked),
    Claim("never asked HOST [for NAME]", "HOST was not asked [for NAME]", _LOG, asked.never_asked),
    Claim("answered STATUS METHOD PART", "METHOD to PART was answered with STATUS", _LOG, asked.answered),
    Claim("got NAME from HOST", "the file of NAME came from HOST", _LOG, asked.fetched),
    Claim("downloaded NAME once", "the file of NAME was downloaded once", _LOG, asked.fetched_once),
    Claim(
        "asked first with a token for NAME", "the first request for NAME had the token", _LOG, asked.first_with_a_token
    ),
    Claim(
        "asked first without a token for NAME",
        "the first request for NAME came without the token",
        _LOG,
        asked.first_without_a_token,
    ),
    Claim("NAME installs from the PLACE", "this token installs from the PLACE", _REQUEST, _may("installs")),
    Claim("NAME publishes to the PLACE", "this token publishes to the PLACE", _REQUEST, _may("publishes")),
    Claim(
        "NAME gets STATUS when it installs from the PLACE",
        "this token gets STATUS when it installs from the PLACE",
        _REQUEST,
        _may_not("installs"),
    ),
    Claim(
        "NAME gets STATUS when it publishes to the PLACE",
        "this token gets STATUS when it publishes to the PLACE",
        _REQUEST,
        _may_not("publishes"),
    ),
    Claim("set NAME", "commands find NAME in their environment", _SHELL, _set),
    Claim("unset NAME", "NAME is no longer set", _SHELL, _unset),
    Claim("file PATH exists", "PATH exists", _LOOK, _file_exists),
    Claim("no file PATH", "PATH does not exist", _LOOK, _no_file),
    Claim("only its owner reads PATH", "only its owner can read or change PATH", _MODE, _only_owner_reads),
    Claim("no secret in the history", "your shell's history holds no token", _TYPED, _not_in_history),
    Claim("no secret among arguments", "no command got a token as an argument", _TRACE, _not_in_arguments),
    Claim("no secret in PATH", "PATH holds no token", _SEARCH, _no_secret),
)
