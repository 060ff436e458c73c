"""The fixtures of a walk against a GitLab of one's own."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from registry_guide.blocks.facts import Facts
from registry_guide.practice.world import file as worldfile
from registry_guide.practice.world.vocabulary import TokenKind
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.practice.world.world import TokenSpec
from registry_guide.records.kinds import Proof
from registry_guide.records.manifest import CheckStep, MenuStep
from registry_guide.walk.claims.claim import find
from registry_guide.walk.claims.table import CLAIMS
from registry_guide.walk.errors import NotHereError
from registry_guide.walk.fixtures.fixture import Fixture, MakeFixture, with_values
from registry_guide.walk.fixtures.practice import reached, served
from registry_guide.walk.fixtures.shape import in_guides_words
from registry_guide.walk.fixtures.start import Start, starting_point
from registry_guide.walk.gitlab.account import token_variable
from registry_guide.walk.gitlab.group import USERNAME, RefusedError, RouteProject, WalkGroup
from registry_guide.walk.route import Route
from registry_guide.walk.shell.sandbox import Sandbox

# The token that the user gives is the one with which the walk makes things, and the reader's personal one.
_OWN = "personal_token"


def gitlab_fixtures(facts: Facts, wheelhouse: Path, walk_group: WalkGroup, given: Mapping[str, str]) -> MakeFixture:
    """Give what makes the fixtures of a walk on a GitLab: for each route a group with a project and its tokens.

    Args:
        facts: of the guide.
        wheelhouse: the wheels of the stand-in for PyPI.
        walk_group: the walk's group on that GitLab.
        given: tokens of the user's by placeholder; all others are made.
    """
    specs = {spec.name: spec for spec in worldfile.parse(worldfile.default_text()).tokens}
    tokens = {**given, _OWN: walk_group.account.token}
    address = walk_group.account.address
    shown = facts.example(facts.text("instance.hostname"))

    @contextmanager
    def fixtures(route: Route, place: Sandbox) -> Iterator[Fixture]:
        wanted = sorted(needs(route, facts) - tokens.keys())
        for name in wanted:
            if name not in specs or not _makeable(specs[name], facts):
                label, variable = facts.placeholders[name].label, token_variable(facts, name)
                raise NotHereError(f"no call of GitLab's API makes this token: {label} (give it in {variable})")
        route_project = walk_group.route_project()
        values = {
            "host": address.url,
            "group": route_project.group,
            "project": route_project.project,
            "owner_project": route_project.project,
            "deploy_username": USERNAME,
        }
        here = with_values(facts, values)
        start = _packed(starting_point(here, route.start), walk_group, route_project, here)
        try:
            made = {name: walk_group.token(route_project, specs[name]) for name in wanted}
        except RefusedError as refusal:
            raise NotHereError(f"this GitLab makes no such token: {refusal}") from None
        state = place.scratch / "registry"
        names = _names(route_project)
        options = [part for name in (*names["group"], *names["project"]) for part in ("--place", name)]
        options += ["--host", address.url, "--state", str(state), "--wheelhouse", str(wheelhouse)]
        patience = walk_group.asker.patience
        with served(["registry_guide.walk.gitlab.relay", *options], state, tell=patience.tell) as there:
            registry = replace(reached(there, {**tokens, **made}, **values), patience=patience)
            yield Fixture(here, start, registry, shown, in_examples=in_guides_words(facts, address, names))

    return fixtures


def _names(route_project: RouteProject) -> dict[str, list[str]]:
    """Give by placeholder what a route's group and project are called in an address: their path and their number."""
    return {
        "group": [route_project.group, str(route_project.group_id)],
        "project": [route_project.project, str(route_project.project_id)],
    }


def needs(route: Route, facts: Facts) -> set[str]:
    """Give the tokens that a path's reader fills in, by placeholder.

    Raises:
        NotHereError: the path runs a pipeline.
    """
    if route.needs_runner:
        raise NotHereError("it runs a pipeline, and only a job of your GitLab's has a job token")
    menus = [step for step in route.steps if isinstance(step, MenuStep)]
    filled = {name for menu in menus if menu.action for name in menu.action.fills}
    return {name for name in _named(route, facts) - filled if facts.placeholders[name].secret}


def _named(route: Route, facts: Facts) -> set[str]:
    """Give the placeholders that blocks that run and claims of a route name."""
    held: set[str] = set()
    for block in route.blocks:
        if block.proof is Proof.RUN:
            held |= {*block.asked, *(hole.placeholder for hole in (*block.holes, *block.file_holes))}
    # A claim may speak of a token, too.
    claims = [find(CLAIMS, step.claim) for step in route.steps if isinstance(step, CheckStep)]
    return held | ({found[1].get("NAME", "") for found in claims if found} & facts.placeholders.keys())


def _makeable(spec: TokenSpec, facts: Facts) -> bool:
    """Say whether a token can be made for the walk's own project or group."""
    examples = facts.placeholders["project"].example, facts.placeholders["group"].example
    own_place = (spec.project or examples[0], spec.group or examples[1]) == examples
    return own_place and spec.kind in (TokenKind.DEPLOY, TokenKind.PROJECT, TokenKind.GROUP)


def _packed(start: Start, walk_group: WalkGroup, route_project: RouteProject, here: Facts) -> Start:
    """Publish what a starting point has in its world; give the rest of it."""
    others = start.world.keys() - {"package"}
    if others:
        raise NotHereError(f"its starting point needs more than packages: {', '.join(sorted(others))}")
    for row in start.world.get("package", ()):
        if row.keys() != {"project", "name", "version"} or row["project"] != route_project.project:
            raise NotHereError("its starting point has packages of another project, or with more than a version")
        content = wheel(row["name"], row["version"], origin=f"{row['project']} on {walk_group.account.address.name}")
        fields = {"name": row["name"], "version": row["version"], "sha256_digest": sha256(content).hexdigest()}
        address = here.example(here.text("project.upload_url"))
        walk_group.upload(address, fields, wheel_name(row["name"], row["version"]), content)
    return replace(start, world={})
