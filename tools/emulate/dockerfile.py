"""A Dockerfile as shell commands, as far as can be: each `RUN`, in order, with its secrets, beside what was copied.

What stands in for the image is a directory: a build without an engine has no layers, but what it leaves there is what
they would hold.
"""

import io
import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dockerfile_parse import DockerfileParser

from registry_guide.blocks.facts import Facts
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, CheckStep, Page, Step
from registry_guide.walk.route import Route, page_routes
from tools.emulate.made import commands as made

SECRET = re.compile(r"--mount=type=secret,(?P<options>\S+)\s+")
IMAGE = "~/image"
FILE = "~/secret-of-a-build"
HOME = "$outside"
CONTEXT = Path(__file__).with_name("context.py")
# What lies about in a project and is nobody's business: each holds the token, or something of this machine alone.
PLANTED = (".git/config", ".env", ".env.local", ".netrc", "uv.toml", ".secrets/token", ".python-version")
PLANT = (
    "mkdir -p .git .secrets\n"
    + "".join(
        f'printf "%s\\n" "$UV_INDEX_GITLAB_PASSWORD" >> {file}\n'
        for file in PLANTED
        if file not in ("uv.toml", ".python-version")
    )
    + 'printf "# %s\\n" "$UV_INDEX_GITLAB_PASSWORD" > uv.toml\n[ -f .python-version ]\n'
)
# What `docker build` says of a secret: its name, and the variable in the reader's shell that holds it.
GIVEN = re.compile(r"--secret id=(?P<id>\w+),env=(?P<variable>\w+)")
# What GitLab does for a job before its script runs.
TOKEN_OF_A_JOB = made("read -rs CI_JOB_TOKEN && export CI_JOB_TOKEN\n", ("job_token",))
# What a container has of its own, and what leads to the practice registry.
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "SSL_CERT_FILE", "HTTPS_PROXY", "UV_PYTHON_DOWNLOADS")


def path_of(
    name: str, page: Page, facts: Facts, wrong: Callable[[str], str] = str, number: int = 0, ignoring: str = ""
) -> Route:
    """Give a route to one of the page's Dockerfiles; at its first one, that one is built without an engine and checked.

    `wrong` may change the Dockerfile before it is built, `ignoring` stands in the place of what .dockerignore says.
    """
    dockerfile, path, before = project(name, page, number, ignoring)
    of_a_job = dockerfile.options.get("whose") == "job"
    given = _from_shell([block for block in path.blocks if (block.kind is Kind.JOB) == of_a_job])
    package = facts.example(facts.text("package.name")), facts.example(facts.text("package.version"))
    checks = (
        f"installed {' '.join(package)}",
        f"no secret in {IMAGE}",
        "no secret among arguments",
        *(f"no file {IMAGE}/app/{file}" for file in (*PLANTED, "Dockerfile", ".dockerignore")),
        *(f"file {IMAGE}/app/{file} exists" for file in ("pyproject.toml", "uv.lock", "main.py", ".venv/pyvenv.cfg")),
    )
    steps = [
        *before,
        *([TOKEN_OF_A_JOB] if of_a_job else ()),
        made(commands(wrong(dockerfile.text), given, variables=dockerfile.options.get("secret") != "file")),
        *(CheckStep(id="", claim=claim, labels={}) for claim in checks),
    ]
    return Route(f"{dockerfile.id} as commands", path.start, {}, steps)


def project(name: str, page: Page, number: int = 0, ignoring: str = "") -> tuple[BlockStep, Route, list[Step]]:
    """Give one of the page's Dockerfiles, the route that it is on, and the steps that lead to a project for it."""
    dockerfile = [block for block in page.blocks if block.by == "dockerfile"][number]
    path = next(route for route in page_routes(name, page) if dockerfile in route.steps)
    first = next(block for block in path.blocks if block.by == "dockerfile")
    ignored = [block for block in path.blocks if block.file == ".dockerignore"]
    assert ignored
    if ignoring:
        ignored = [replace(block, text=ignoring, holes=()) for block in ignored]
    return dockerfile, path, [*path.steps[: list(path.steps).index(first)], made(PLANT), *ignored]


def _from_shell(blocks: Sequence[BlockStep]) -> Mapping[str, str]:
    """Give the secrets that the page's builds take from the shell, by name, and the variables that hold them."""
    return {each["id"]: each["variable"] for block in blocks for each in GIVEN.finditer(block.text)}


def commands(dockerfile: str, given: Mapping[str, str], variables: bool = True) -> str:
    """Give shell commands that leave in a directory what a build leaves in an image.

    Args:
        dockerfile: its text.
        given: the secrets of the build, by name, and the variables of the shell that hold them.
        variables: whether the builder can give a secret as a variable; else as a file alone.
    """
    # Its types say text, and it reads bytes.
    parser = DockerfileParser(fileobj=io.BytesIO(dockerfile.encode()))  # type: ignore[arg-type]
    lines = ["own=$PWD"]
    for instruction in parser.structure:
        value = instruction["value"]
        match instruction["instruction"]:
            case "FROM" | "CMD" | "COMMENT" | "USER":
                continue
            case "COPY" if value.startswith("--from="):
                # The client of that version is on PATH.
                continue
            case "WORKDIR":
                lines.append(f"mkdir -p {IMAGE}{value} && cd {IMAGE}{value}")
            case "COPY":
                *sources, to = value.split()
                lines += [
                    f'{shlex.quote(sys.executable)} {shlex.quote(str(CONTEXT))} "$own" ~/context',
                    # Of a folder Docker copies what is in it.
                    *(f"from=~/context/{each}; [ ! -d $from ] || from=$from/.; cp -R $from {to}" for each in sources),
                ]
            case "RUN":
                lines.append(ran(value, given, variables))
            case other:
                raise NotImplementedError(f"nothing is known to do what the instruction {other} does")
    # The claims are about the image's virtual environment.
    return "\n".join([*lines, ". .venv/bin/activate"]) + "\n"


def ran(value: str, given: Mapping[str, str], variables: bool = True) -> str:
    """Give a `RUN` as a subshell that has no variable of the reader's but the secrets that it mounts."""
    # A secret that the build does not give is empty, as in a builder that does not know `env=`.
    mounted: dict[str, str] = {}
    files: dict[str, str] = {}
    while mount := SECRET.match(value):
        options = dict(each.partition("=")[::2] for each in mount["options"].split(","))
        value = value[mount.end() :]
        source = given.get(options["id"], "")
        if "env" in options:
            mounted[options["env"]] = source if variables else ""
        else:
            # A file that is there while this command runs, in memory on a real engine.
            target = options.get("target", f"/run/secrets/{options['id']}")
            value = value.replace(target, FILE)
            files[FILE] = source
    kept = [*KEPT, *mounted]
    value = value.replace(FILE, f"{HOME}/{FILE.removeprefix('~/')}")
    lines = [f'printf %s "{_read(source)}" > {HOME}{file.removeprefix("~")}' for file, source in files.items()]
    lines += [f'export {name}="{_read(source)}"' for name, source in mounted.items()]
    lines.append(f"unset $(compgen -e | grep -vxE {shlex.quote('|'.join(kept))})")
    # A container has a home of its own, and nothing in a cache.
    home = f"mkdir -p {IMAGE}/root && export HOME={IMAGE}/root"
    return "\n".join(["outside=$HOME", "(", *lines, home, value, ")", *(f"rm {each}" for each in files)])


def _read(variable: str) -> str:
    return f"${{{variable}}}" if variable else ""
