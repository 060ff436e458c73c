"""The ground of a walk against a GitLab of one's own."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path as File

from registry_guide.address import parse
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.head import Kind, Proof
from registry_guide.blocks.manifest import BlockStep, CheckStep, MenuStep
from registry_guide.blocks.quoting import Refused
from registry_guide.practice import worldfile
from registry_guide.practice.vocabulary import TokenKind
from registry_guide.practice.wheel import wheel, wheel_name
from registry_guide.practice.world import TokenSpec
from registry_guide.walk.checks import CLAIMS
from registry_guide.walk.claim import find
from registry_guide.walk.errors import NotHereError, WalkError
from registry_guide.walk.footing import Footing, Ground, with_values
from registry_guide.walk.path import Path
from registry_guide.walk.registry import reached, served
from registry_guide.walk.sandbox import Sandbox
from registry_guide.walk.scratch import USERNAME, Account, Corner, RefusedError, Scratch
from registry_guide.walk.shape import in_guides_words
from registry_guide.walk.start import Start, starting_point

# The token that the user gives is the one with which the walk makes things, and the reader's personal one.
_OWN = "personal_token"


def account(variables: Mapping[str, str], facts: Facts) -> Account:
    """Take address, group and token from the environment variables that the facts name.

    Raises:
        WalkError: one is missing, or is no address or group.
    """
    names = {name: _variable(facts, f"{name}_variable") for name in ("host", "group", "token")}
    missing = [variable for variable in names.values() if not variables.get(variable)]
    if missing:
        raise WalkError(
            f"To walk against your own GitLab, set {', '.join(missing)}: its address, a group in which a group may be "
            "made, and a personal access token with the scope api."
        )
    values = {"host": variables[names["host"]].strip(), "group": variables[names["group"]].strip("/")}
    for name, value in values.items():
        try:
            values[name] = facts.placeholders[name].accept(value, values["host"])
        except Refused as refused:
            raise WalkError(f"{names[name]}: {refused}") from None
    return Account(parse(values["host"]), values["group"], _token(names["token"], variables))


def given_tokens(variables: Mapping[str, str], facts: Facts) -> dict[str, str]:
    """Give the tokens that the user gives beside the one of the account, by placeholder.

    Raises:
        WalkError: one is none.
    """
    names = {name: _token_variable(facts, name) for name, each in facts.placeholders.items() if each.secret}
    return {name: _token(variable, variables) for name, variable in names.items() if variables.get(variable)}


def _token(variable: str, variables: Mapping[str, str]) -> str:
    """Give the token in a variable, which no header could carry with anything else in it."""
    token = variables[variable].strip()
    if not re.fullmatch(r"[!-~]+", token):
        raise WalkError(f"{variable} holds something else than a token: a token has neither spaces nor accents.")
    return token


def _token_variable(facts: Facts, placeholder: str) -> str:
    return _variable(facts, "token_prefix") + placeholder.upper()


def _variable(facts: Facts, name: str) -> str:
    """Give the name of an environment variable, a fact of the table own_gitlab."""
    try:
        return facts.example(facts.text(f"own_gitlab.{name}"))
    except ValueError as error:
        raise WalkError(f"The walk needs a fact: {error}") from None


def own(facts: Facts, wheelhouse: File, scratch: Scratch, given: Mapping[str, str]) -> Ground:
    """Give the ground of a walk against a GitLab: for each path a group with a project and the tokens that it needs.

    Args:
        facts: of the guide.
        wheelhouse: the wheels of the stand-in for PyPI.
        scratch: the walk's group on that GitLab.
        given: tokens of the user's by placeholder; all others are made.
    """
    specs = {spec.name: spec for spec in worldfile.parse(worldfile.default_text()).tokens}
    tokens = {**given, _OWN: scratch.account.token}
    address = scratch.account.address
    shown = facts.example(facts.text("instance.hostname"))

    @contextmanager
    def ground(path: Path, place: Sandbox) -> Iterator[Footing]:
        wanted = needs(path, facts)
        for name in sorted(wanted - tokens.keys()):
            if name not in specs or not _makeable(specs[name], facts):
                label, variable = facts.placeholders[name].label, _token_variable(facts, name)
                raise NotHereError(f"no call of GitLab's API makes this token: {label} (give it in {variable})")
        corner = scratch.corner()
        values = {
            "host": address.url,
            "group": corner.group,
            "project": corner.project,
            "owner_project": corner.project,
            "deploy_username": USERNAME,
        }
        here = with_values(facts, values)
        start = _packed(starting_point(here, path.start), scratch, corner, here)
        try:
            made = {name: scratch.token(corner, specs[name]) for name in sorted(wanted - tokens.keys())}
        except RefusedError as refusal:
            raise NotHereError(f"this GitLab makes no such token: {refusal}") from None
        state = place.scratch / "registry"
        places = (corner.group, corner.project, str(corner.group_id), str(corner.project_id))
        options = [part for each in places for part in ("--place", each)]
        options += ["--host", address.url, "--state", str(state), "--wheelhouse", str(wheelhouse)]
        patience = scratch.asker.patience
        with served(["registry_guide.walk.witness", *options], state, tell=patience.tell) as there:
            registry = replace(reached(there, {**tokens, **made}, **values), patience=patience)
            names = {
                "group": [corner.group, str(corner.group_id)],
                "project": [corner.project, str(corner.project_id)],
            }
            yield Footing(here, start, registry, shown, in_examples=in_guides_words(facts, address, names))

    return ground


def needs(path: Path, facts: Facts) -> set[str]:
    """Give the tokens that a path's reader fills in, by placeholder.

    Raises:
        NotHereError: the path runs a pipeline.
    """
    blocks = [step for step in path.steps if isinstance(step, BlockStep) and step.proof is Proof.RUN]
    if any(block.kind is Kind.JOB for block in blocks):
        raise NotHereError("it runs a pipeline, and only a job of your GitLab's has a job token")
    held = {name for block in blocks for name in block.asked}
    held |= {hole.placeholder for block in blocks for hole in (*block.holes, *block.file_holes)}
    # A claim may speak of a token, too.
    claims = [find(CLAIMS, step.claim) for step in path.steps if isinstance(step, CheckStep)]
    held |= {found[1].get("NAME", "") for found in claims if found} & facts.placeholders.keys()
    actions = [step.action for step in path.steps if isinstance(step, MenuStep) and step.action]
    held -= {name for action in actions for name in action.fills}
    return {name for name in held if facts.placeholders[name].secret}


def _makeable(spec: TokenSpec, facts: Facts) -> bool:
    """Say whether a token can be made for the walk's own project or group."""
    examples = facts.placeholders["project"].example, facts.placeholders["group"].example
    own_place = (spec.project or examples[0], spec.group or examples[1]) == examples
    return own_place and spec.kind in (TokenKind.DEPLOY, TokenKind.PROJECT, TokenKind.GROUP)


def _packed(start: Start, scratch: Scratch, corner: Corner, here: Facts) -> Start:
    """Publish what a starting point has in its world; give the rest of it."""
    others = start.world.keys() - {"package"}
    if others:
        raise NotHereError(f"its starting point needs more than packages: {', '.join(sorted(others))}")
    for row in start.world.get("package", ()):
        if row.keys() != {"project", "name", "version"} or row["project"] != corner.project:
            raise NotHereError("its starting point has packages of another project, or with more than a version")
        content = wheel(row["name"], row["version"], origin=f"{row['project']} on {scratch.account.address.name}")
        fields = {"name": row["name"], "version": row["version"], "sha256_digest": sha256(content).hexdigest()}
        address = here.example(here.text("project.upload_url"))
        scratch.upload(address, fields, wheel_name(row["name"], row["version"]), content)
    return replace(start, world={})
