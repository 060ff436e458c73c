"""Small manifests written by hand, in the values that the blocks extension writes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from registry_guide.records.action import Action
from registry_guide.records.kinds import Kind, Line, Proof, Write
from registry_guide.records.manifest import (
    BlockStep,
    CheckStep,
    FilledHole,
    Labels,
    Manifest,
    MenuStep,
    Page,
    Step,
    Tabs,
)

EXAMPLES = {
    "host": "gitlab.example.com",
    "project": "my-group/my-project",
    "group": "my-group",
    "package": "my-package",
    "deploy_username": "gitlab+deploy-token-1",
    "deploy_token": "gldt-EXAMPLE-not-a-token",
}


def block(
    text: str,
    kind: Kind = Kind.COMMANDS,
    *,
    file: str = "",
    write: Write = Write.CREATE,
    labels: Mapping[str, str] | None = None,
    asks: Sequence[str | Line] = (),
    exit_status: int | Sequence[int] = 0,
    proof: Proof = Proof.RUN,
    by: str = "walk",
    holes: Mapping[str, str] | None = None,
) -> BlockStep:
    """Make a block; `holes` maps an example in its text to the placeholder it is the example of."""
    found = [(text.index(shown), shown, name) for shown, name in (holes or {}).items()]
    return BlockStep(
        id="",
        template="made/by-hand.sh",
        options={},
        language="bash",
        kind=kind,
        file=file,
        write=write,
        purpose="to be walked",
        proof=proof,
        by=by,
        asks=tuple(asks),
        exit=(exit_status,) if isinstance(exit_status, int) else tuple(exit_status),
        labels=_under(labels or {}),
        text=text,
        holes=tuple(
            FilledHole(at, at + len(shown), name, ("authority" if name == "host" else "text",))
            for at, shown, name in sorted(found)
        ),
        file_holes=(),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _under(labels: Mapping[str, str]) -> Labels:
    return {choice: (label,) for choice, label in labels.items()}


def check(claim: str, **labels: str) -> CheckStep:
    return CheckStep("", claim, _under(labels))


def menu(name: str, action: Action | None = None, **labels: str) -> MenuStep:
    return MenuStep(name, _under(labels), action)


def page(*steps: Step, start: str = "empty", tabs: Mapping[str, Sequence[str]] | None = None) -> Page:
    groups = tuple(Tabs(choice, tuple(labels)) for choice, labels in (tabs or {}).items())
    return Page("A page", "page.html", start, groups, steps)


def manifest(**pages: Page) -> Manifest:
    """Make a manifest; each block and claim gets the id that the extension gives it."""
    named = {}
    for name, each in pages.items():
        steps: list[Step] = []
        for step in each.steps:
            count = sum(type(before) is type(step) for before in steps) + 1
            if isinstance(step, BlockStep):
                step = replace(step, id=f"{name}#{count}")
            elif isinstance(step, CheckStep):
                step = replace(step, id=f"{name}!{count}")
            steps.append(step)
        named[name] = Page(each.title, each.url, each.start, each.tabs, tuple(steps))
    return Manifest(named, EXAMPLES, ("deploy_token",))
