"""A dev container as shell commands: what its terminals have in their environment, and what is run when it is made.

Source of what its keys mean: https://containers.dev/implementors/json_reference/.
"""

import json
import re
import shlex

from registry_guide.blocks.facts import Facts
from registry_guide.records.manifest import BlockStep, CheckStep, Page
from registry_guide.walk.route import Route, page_routes
from tools.emulate.dockerfile import KEPT
from tools.emulate.made import commands as made

LOCAL = re.compile(r"\$\{localEnv:(\w+)\}")
FILE = ".devcontainer/devcontainer.json"
# Those that a dev container of the guide may have.
KEYS = {"image", "postCreateCommand", "remoteEnv"}


def path_of(name: str, page: Page, facts: Facts, command: str) -> Route:
    """Give a route on which a page's dev container is made, and a command is typed in a terminal of it."""
    path = next(route for route in page_routes(name, page) if any(block.file == FILE for block in route.blocks))
    settings = next(block for block in path.blocks if block.file == FILE)
    package = facts.example(facts.text("package.name")), facts.example(facts.text("package.version"))
    before = list(path.steps)[: list(path.steps).index(settings)]
    images = ("Dockerfile", ".dockerignore")
    return Route(
        f"{settings.id} as commands",
        path.start,
        {},
        [
            *(step for step in before if not (isinstance(step, BlockStep) and step.file in images)),
            settings,
            made(commands(settings.text, command)),
            *(
                CheckStep(id="", claim=claim, labels={})
                for claim in (f"installed {' '.join(package)}", "no secret in .devcontainer", "no secret in uv.lock")
            ),
        ],
    )


def commands(settings: str, command: str) -> str:
    """Give shell commands that do what an editor does with the settings, and then what somebody types in a terminal."""
    said = json.loads(settings)
    assert set(said) <= KEYS, "nothing is known of these keys"
    terminal = said.get("remoteEnv", {})
    lines = [
        f'export {name}="{LOCAL.sub(lambda local: f"${{{local[1]}}}", value)}"' for name, value in terminal.items()
    ]
    kept = "|".join((*KEPT, *terminal))
    return "\n".join(
        [
            # The image's own Python; the reader's environment stays outside.
            'uv venv --quiet --seed "$TMPDIR/image"',
            "(",
            *lines,
            f"unset $(compgen -e | grep -vxE {shlex.quote(kept)})",
            'export HOME="$TMPDIR/home"; mkdir -p "$HOME"; . "$TMPDIR/image/bin/activate"',
            said.get("postCreateCommand", "true"),
            command,
            ")",
            f". {terminal.get('UV_PROJECT_ENVIRONMENT', '.venv')}/bin/activate",
            "",
        ]
    )
