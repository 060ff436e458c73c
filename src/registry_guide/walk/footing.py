"""What a path stands on: a registry that answers, the facts that hold there, and where the reader begins."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path as File

from packaging.utils import canonicalize_name

from registry_guide.blocks.action import Action, action_of
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import MenuStep
from registry_guide.practice import worldfile
from registry_guide.practice.requestlog import Entry
from registry_guide.walk.errors import WalkError
from registry_guide.walk.path import Path
from registry_guide.walk.registry import Registry, practice
from registry_guide.walk.sandbox import Sandbox
from registry_guide.walk.start import Start, starting_point, world_text


@dataclass(frozen=True)
class Footing:
    """What one path stands on.

    Attributes:
        facts: of the guide, with the examples that hold at this registry.
        start: where the reader begins.
        registry: what answers.
        world: the file of the registry's world, if it is a practice registry.
        host: GitLab's host in the evidence, which is in the words of the guide.
        in_examples: gives an entry of the request log with the guide's examples in place of the names used here.
    """

    facts: Facts
    start: Start
    registry: Registry
    host: str
    world: File | None = None
    in_examples: Callable[[Entry], Entry] | None = None

    def fact(self, name: str) -> str:
        """Give a fact as it is here.

        Raises:
            WalkError: there is no such fact.
        """
        try:
            return self.facts.example(self.facts.text(name))
        except ValueError as error:
            raise WalkError(f"The walk needs a fact: {error}") from None

    def package_url(self, name: str) -> str:
        """Give the address of a package's page in the project's index."""
        return f"{self.fact('project.simple_url')}/{canonicalize_name(name)}/"

    def request(self, does: str, place: str) -> tuple[str, str]:
        """Give method and address with which somebody installs from, or publishes to, the example project or group."""
        if does == "publishes":
            return "POST", self.fact(f"{place}.upload_url")
        return "GET", self.fact(f"{place}.simple_url")

    def action(self, step: MenuStep) -> Action | None:
        """Give what is done here in place of the steps of a menu."""
        # With the values of the examples the site says it itself.
        return action_of(self.facts, step.name) if step.action and self.in_examples else step.action

    def evidence(self, entries: list[Entry]) -> list[Entry]:
        """Give the request log in the words of the guide."""
        return [self.in_examples(entry) for entry in entries] if self.in_examples else entries


Ground = Callable[[Path, Sandbox], AbstractContextManager[Footing]]
"""Gives a path its footing while the block runs; raises NotHereError or WalkError."""


def practised(facts: Facts, wheelhouse: File, *, lasting: bool = False) -> Ground:
    """Give the ground of a walk against practice registries, a new one for each path.

    Takes the facts, the wheels of the stand-in for PyPI, and whether the registry's state is of use afterwards.
    """

    @contextmanager
    def ground(path: Path, place: Sandbox) -> Iterator[Footing]:
        start = starting_point(facts, path.start)
        world = place.scratch / "world.toml"
        world.write_text(world_text(worldfile.default_text(), start.world), "utf-8")
        with practice(place.scratch / "registry", world, wheelhouse, lasting=lasting) as registry:
            yield Footing(facts, start, registry, facts.example(facts.text("instance.hostname")), world)

    return ground


def with_values(facts: Facts, values: dict[str, str]) -> Facts:
    """Give facts with other examples for some placeholders."""
    placeholders = {
        name: replace(each, example=values.get(name, each.example)) for name, each in facts.placeholders.items()
    }
    return replace(facts, placeholders=placeholders)
