"""Facts that only sentences show agree with the practice registry, which follows GitLab's code."""

import tomllib

from packaging.specifiers import SpecifierSet

from registry_guide.blocks.facts import Facts
from registry_guide.practice.policy import enforce, policies
from registry_guide.practice.world.vocabulary import Operation, TokenKind
from tools.build import ROOT


def _needed_python() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"])


def wrong_words(facts: Facts) -> list[str]:
    """Return the facts that say another word than the registry knows."""
    read, create = Operation.READ, Operation.CREATE
    # Who may write may read: what reading takes beyond writing is the scope for reading.
    (api,), (read_api,) = set(enforce.WRITE_SCOPES), set(enforce.READ_SCOPES) - set(enforce.WRITE_SCOPES)
    (read_packages,) = policies.READ_SCOPES - {policies.WRITE_SCOPE}
    wanted = {
        "scope.api": api,
        "scope.read_api": read_api,
        "scope.read_package_registry": read_packages,
        "scope.write_package_registry": policies.WRITE_SCOPE,
        "job_permission.read": read.job_permission,
        "job_permission.admin": create.job_permission,
    }
    wanted |= {f"token.{kind}.prefix": kind.prefix for kind in TokenKind if f"token.{kind}.prefix" in facts.values}
    said = {name: facts.example(facts.text(name)) for name in wanted}
    # GitLab's pages spell a permission "Package: Read", its code "package:read".
    for name, operation in (("permission.read", read), ("permission.create", create)):
        wanted[name] = operation.granular_permission
        said[name] = facts.example(facts.text(name)).lower().replace(": ", ":")
    # The clients that pipelines install need what this project, in which they are locked, needs.
    python, needed = facts.example(facts.text("ci.python_version")), _needed_python()
    if python not in SpecifierSet(needed):
        return [f"ci.python_version is {python!r}, not {needed}"]
    return [f"{name} is {said[name]!r}, not {word!r}" for name, word in wanted.items() if said[name] != word]
