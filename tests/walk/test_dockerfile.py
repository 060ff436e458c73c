"""Dockerfiles, as far as they can be taken here: each `RUN`, in order, with its build secrets, beside what was copied.

What stands in for the image is a directory: a build without an engine has no layers, but what it leaves there is what
they would hold.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from dockerfile_parse import DockerfileParser

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import BlockStep, CheckStep, Page, load
from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.path import page_paths
from registry_guide.walk.report import failure
from registry_guide.walk.run import Course
from registry_guide.walk.validate import validate
from tests.walk.made import block as made

SECRET = re.compile(r"--mount=type=secret,(?P<options>\S+)\s+")
IMAGE = "~/image"
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
# The variable in the reader's shell, from which `docker build --secret` takes the token.
SOURCE = "UV_INDEX_GITLAB_PASSWORD"
# What a container has of its own, and what leads to the practice registry.
KEPT = ("PATH", "HOME", "TMPDIR", "LANG", "SSL_CERT_FILE", "HTTPS_PROXY", "UV_PYTHON_DOWNLOADS")


def path_of(
    name: str, page: Page, facts: Facts, wrong: Callable[[str], str] = str, number: int = 0, ignoring: str = ""
) -> Walk:
    """Return the page's path up to its first Dockerfile; then one of them is built without an engine, and checked.

    `wrong` may change the Dockerfile before it is built, `ignoring` stands in the place of what .dockerignore says.
    """
    (path,) = page_paths(name, page)
    blocks = [step for step in path.steps if isinstance(step, BlockStep)]
    dockerfiles = [block for block in blocks if block.by == "dockerfile"]
    dockerfile = dockerfiles[number]
    ignored = [block for block in blocks if block.file == ".dockerignore"]
    assert ignored
    if ignoring:
        ignored = [replace(block, text=ignoring, holes=()) for block in ignored]
    package = facts.example(facts.text("package.name")), facts.example(facts.text("package.version"))
    checks = (
        f"installed {' '.join(package)}",
        f"no secret in {IMAGE}",
        "no secret among arguments",
        *(f"no file {IMAGE}/app/{file}" for file in (*PLANTED, "Dockerfile", ".dockerignore")),
        *(f"file {IMAGE}/app/{file} exists" for file in ("pyproject.toml", "uv.lock", "main.py", ".venv/pyvenv.cfg")),
    )
    steps = [
        *path.steps[: list(path.steps).index(dockerfiles[0])],
        made(PLANT),
        *ignored,
        made(commands(wrong(dockerfile.text))),
        *(CheckStep(id="", claim=claim, labels={}) for claim in checks),
    ]
    return Walk(f"{dockerfile.id} as commands", path.start, {}, steps)


def commands(dockerfile: str) -> str:
    """Return shell commands that leave in a directory what a build leaves in an image."""
    # Its types say text, and it reads bytes.
    parser = DockerfileParser(fileobj=io.BytesIO(dockerfile.encode()))  # type: ignore[arg-type]
    lines = ["own=$PWD"]
    for instruction in parser.structure:
        value = instruction["value"]
        match instruction["instruction"]:
            case "FROM" | "CMD" | "COMMENT":
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
                lines.append(ran(value))
            case other:
                pytest.fail(f"no test knows the instruction {other}", pytrace=False)
    # The claims are about the image's virtual environment.
    return "\n".join([*lines, ". .venv/bin/activate"]) + "\n"


def ran(value: str) -> str:
    """Return a `RUN` as a subshell that has no variable of the reader's but the secrets that it mounts."""
    given: list[str] = []
    files: list[str] = []
    while mount := SECRET.match(value):
        options = dict(each.partition("=")[::2] for each in mount["options"].split(","))
        if "env" in options:
            given.append(options["env"])
        else:
            # A file that is there while this command runs, in memory on a real engine.
            target = options.get("target", f"/run/secrets/{options['id']}")
            value = value.replace(target, "~/secret-of-a-build")
            files.append("~/secret-of-a-build")
        value = value[mount.end() :]
    kept = [*KEPT, *given]
    lines = [f'printf %s "${SOURCE}" > {HOME}{file.removeprefix("~")}' for file in files]
    value = value.replace("~/secret-of-a-build", f"{HOME}/secret-of-a-build")
    lines += [f"export {name}=${{{SOURCE}}}" for name in given]
    lines.append(f"unset $(compgen -e | grep -vxE {shlex.quote('|'.join(kept))})")
    # A container has a home of its own, and nothing in a cache.
    home = f"mkdir -p {IMAGE}/root && export HOME={IMAGE}/root"
    return "\n".join(["outside=$HOME", "(", *lines, home, value, ")", *(f"rm {each}" for each in files)])


@pytest.fixture
def pages(site: Path) -> dict[str, Page]:
    """Return the pages of the built site that have a Dockerfile."""
    found = load(site / "manifest.json").pages.items()
    return {name: page for name, page in found if any(block.by == "dockerfile" for block in page.blocks)}


def test_the_commands_of_a_dockerfile_install_the_package(pages: dict[str, Page], facts: Facts, course: Course) -> None:
    assert pages, "the site has no Dockerfile"
    for name, page in pages.items():
        count = sum(block.by == "dockerfile" for block in page.blocks)
        for number in range(count):
            result = course.walk(path_of(name, page, facts, number=number))
            assert result.fault is None, failure(result)
            assert len(result.steps) == len(result.path.steps)


@pytest.mark.parametrize(
    ("copied", "ignoring", "said"),
    [
        (". .", ".venv\n", "holds the deploy_read_token"),
        (". .", ".venv\n.env*\n.git\n.netrc\nuv.toml\n.secrets\n", ".python-version exists"),
        ("pyproject.toml uv.lock main.py .env ./", ".venv\n", "holds the deploy_read_token"),
    ],
)
def test_what_comes_into_an_image_without_being_wanted_is_noticed(
    pages: dict[str, Page], facts: Facts, course: Course, copied: str, ignoring: str, said: str
) -> None:
    for name, page in pages.items():
        wrong = partial(re.sub, r"(?m)^COPY pyproject.*$", f"COPY {copied}")
        result = course.walk(path_of(name, page, facts, wrong, ignoring=ignoring))
        assert result.fault is not None
        assert said in failure(result)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("env=UV_INDEX_GITLAB_PASSWORD,", "env=UV_INDEX_OTHER_PASSWORD,", "401"),
        ("uv sync --locked", "echo $UV_INDEX_GITLAB_PASSWORD > token; uv sync --locked", "holds the deploy_read_token"),
    ],
)
def test_a_mistake_in_a_dockerfile_is_noticed(
    pages: dict[str, Page], facts: Facts, course: Course, right: str, wrong: str, said: str
) -> None:
    for name, page in pages.items():
        assert any(right in block.text for block in page.blocks if block.by == "dockerfile")
        result = course.walk(path_of(name, page, facts, lambda text: text.replace(right, wrong)))
        assert result.fault is not None
        assert said in failure(result)


def test_a_linter_reads_a_dockerfile(pages: dict[str, Page], tmp_path: Path) -> None:
    file = tmp_path / "Dockerfile"
    for page in pages.values():
        text, *others = (block.text for block in page.blocks if block.by == "dockerfile")
        for other in others:
            file.write_text(other)
            assert validate("dockerfile", file, tmp_path)["hadolint"]
        file.write_text(text)
        assert validate("dockerfile", file, tmp_path)["hadolint"]
        for right, wrong, said in (
            (":3.13-slim", "", "DL3006"),
            ("WORKDIR /app", "WORKDIR app", "DL3000"),
            ("RUN --mount", "RUM --mount", "unexpected 'R'"),
            ("uv sync", "cd x $Y; uv sync", "SC2086"),
        ):
            assert right in text
            file.write_text(text.replace(right, wrong, 1))
            with pytest.raises(StepFaultError, match=said):
                validate("dockerfile", file, tmp_path)
