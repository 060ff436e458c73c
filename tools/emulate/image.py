"""A Dockerfile as it is, built by buildah from images that are made of this machine: no registry of images is needed.

An image under the name of Python's holds this machine's interpreter and no tool but a shell and cat; one under the name
of uv's holds the pinned uv.
"""

import json
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from string import Template

from registry_guide.blocks.facts import Facts
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, CheckStep, Page
from registry_guide.walk.pipelines.image import jobs_of
from registry_guide.walk.route import Route
from tools.checks.belonging import BUILDERS
from tools.emulate.dockerfile import PLANTED, TOKEN_OF_A_JOB, project
from tools.emulate.made import commands as made

IMAGE = "~/image"
# The page's own command, with whatever builder.
BUILDS = re.compile(rf"(?:{'|'.join(BUILDERS)}) build ")
_PROGRAMS = ("dash", "cat")
# What no program needs and is most of the standard library.
_LEFT_OUT = ("site-packages", "dist-packages", "test", "__pycache__", "config-*", "idlelib", "tkinter", "ensurepip")
_SECONDS = 120
# What GitLab sets for a job.
_OF_A_JOB = {"CI_REGISTRY_IMAGE": "my-app", "CI_COMMIT_SHORT_SHA": "latest"}


class Images:
    """A store of images in an empty directory.

    Args:
        place: the directory, whose owner removes it.
        uv: the program of uv that its image holds.
    """

    def __init__(self, place: Path, uv: Path) -> None:
        self._place, self._uv = place, uv

    @property
    def command(self) -> str:
        """buildah as a shell command, with this store."""
        store = {"root": self._place / "root", "runroot": self._place / "run", "storage-driver": "vfs"}
        # No engine and no namespaces: what a RUN starts is a process in another root directory.
        return shlex.join(
            ["env", "BUILDAH_ISOLATION=chroot", "buildah", *(f"--{name}={value}" for name, value in store.items())]
        )

    def make(self, facts: Facts) -> str:
        """Make the images that the guide's Dockerfiles name; give why this machine cannot, or nothing."""
        if not shutil.which("buildah"):
            return "there is no buildah here"
        base, tool = self._place / "base", self._place / "tool"
        _python(base)
        _add_libraries(base, [*base.rglob("*.so"), *base.glob("usr/**/bin/*"), self._uv])
        tool.mkdir()
        shutil.copy(self._uv, tool / "uv")
        for files, fact in ((base, "docker.python_image"), (tool, "docker.uv_image")):
            name = facts.example(facts.text(fact))
            name = name if "/" in name else f"docker.io/library/{name}"
            script = (
                f"set -e; made=$({self.command} from scratch); {self.command} copy --quiet $made {files} /; "
                f"{self.command} config --env PATH=/usr/local/bin:/usr/bin:/bin $made; "
                f"{self.command} commit --quiet $made {name}"
            )
            # What follows can only be done where a RUN can start something.
            script += f"; {self.command} run $made -- /bin/cat /dev/null" if files is base else ""
            done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=_SECONDS, check=False)
            if done.returncode:
                return done.stderr.strip().splitlines()[-1]
        return ""

    def path_of(self, name: str, page: Page, facts: Facts, number: int = 0, wrong: Callable[[str], str] = str) -> Route:
        """Give a route on which one of the page's Dockerfiles is built as the page says, and its image looked at.

        Args:
            name: the page's name.
            page: the page.
            facts: the guide's.
            number: which of its Dockerfiles.
            wrong: may change the Dockerfile before it is built.
        """
        dockerfile, path, before = project(name, page, number)
        blocks = list(path.blocks)
        builds = [block for block in blocks if BUILDS.match(block.text)]
        after = [block for block in builds if blocks.index(block) > blocks.index(dockerfile)]
        of_a_job = dockerfile.options.get("whose") == "job"
        build = _in_a_job(blocks) if of_a_job else (after or builds)[0].text
        claims = (
            f"no secret in {IMAGE}",
            "no secret in ~/image.json",
            *(f"no file {IMAGE}/app/{file}" for file in (*PLANTED, "Dockerfile", ".dockerignore")),
            *(f"file {IMAGE}/app/{file} exists" for file in ("pyproject.toml", "uv.lock", "main.py")),
        )
        steps = [
            *before,
            replace(dockerfile, text=wrong(dockerfile.text), holes=()),
            *([TOKEN_OF_A_JOB] if of_a_job else ()),
            made(self._built(build, dockerfile.text)),
            *(CheckStep(id="", claim=claim, labels={}) for claim in claims),
        ]
        return Route(f"{dockerfile.id} built", path.start, {}, steps)

    def _built(self, build: str, dockerfile: str) -> str:
        (program,), (base,) = (re.findall(rf"^{word} (.*)$", dockerfile, re.MULTILINE) for word in ("CMD", "FROM"))
        (user,) = re.findall(r"^USER (.*)$", dockerfile, re.MULTILINE) or ["0"]
        # As the page says of another user than root.
        spoils = f'{self.command} run $made -- /usr/local/bin/python3 -c \'open("/app/main.py", "a")\''
        guarded = f"if {spoils}; then exit 3; fi\n" if user != "0" else ""
        return (
            # As in a company's own image of Python, whose authority signs GitLab's certificate.
            f"made=$({self.command} from --pull-never {base})\n"
            f'{self.command} copy --quiet $made "$SSL_CERT_FILE" /etc/authority.pem\n'
            f"{self.command} config --env SSL_CERT_FILE=/etc/authority.pem $made\n"
            f"{self.command} commit --quiet --rm $made docker.io/library/{base}\n"
            # The page's own command follows, in the network of the reader's shell.
            f'{build.split()[0]}() {{\n  shift\n  {self.command} build --network=host "$@"\n}}\n'
            f"{build.strip()} && (\nset -e\n"
            f"made=$({self.command} from --pull-never my-app)\n"
            f"{self.command} run $made -- {shlex.join(json.loads(program))}\n"
            f"[ $({self.command} run $made -- /usr/local/bin/python3 -c 'import os; print(os.getuid())') = {user} ]\n"
            f"{guarded}"
            f'cp -R "$({self.command} mount $made)" {IMAGE}\n'
            f"{self.command} inspect my-app > ~/image.json\n"
            'secrets="-e $UV_INDEX_GITLAB_PASSWORD${CI_JOB_TOKEN+ -e $CI_JOB_TOKEN}"\n'
            f"! grep -rqsF $secrets {shlex.quote(str(self._place))}\n"
            ")\n"
        )


def _in_a_job(blocks: Iterable[BlockStep]) -> str:
    """Give the command of the page's job that builds, with what GitLab sets for it."""
    (job,) = (block for block in blocks if block.kind is Kind.JOB)
    (line,) = (each for row in jobs_of(job.text).values() for each in row["script"] if BUILDS.match(each))
    return Template(line).safe_substitute(_OF_A_JOB)


def _python(place: Path) -> None:
    """Put this machine's Python and a shell into an empty directory, as the root of an image has them."""
    for name in ("usr/bin", "usr/local/bin", "usr/local/lib", "usr/lib", "usr/lib64", "etc", "tmp", "root"):
        (place / name).mkdir(parents=True)
    for name in ("bin", "lib", "lib64"):
        (place / name).symlink_to(f"usr/{name}")
    (place / "tmp").chmod(0o1777)
    (place / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n", "utf-8")
    for program in map(shutil.which, _PROGRAMS):
        assert program
        shutil.copy(program, place / "usr/bin")
    (place / "usr/bin/sh").symlink_to("dash")
    interpreter, library = Path(sys.executable).resolve(), Path(sysconfig.get_path("stdlib"))
    shutil.copy(interpreter, place / "usr/local/bin")
    (place / "usr/local/bin/python3").symlink_to(interpreter.name)
    shutil.copytree(library, place / "usr/local/lib" / library.name, ignore=shutil.ignore_patterns(*_LEFT_OUT))


def _add_libraries(place: Path, programs: Iterable[Path]) -> None:
    """Put the shared libraries of programs where those look for them in an image."""
    said = subprocess.run(["ldd", *programs], capture_output=True, text=True, timeout=_SECONDS, check=False).stdout
    for library in sorted(set(re.findall(r"(/\S+\.so\S*) \(0x", said))):
        target = place / library.lstrip("/")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, target)
