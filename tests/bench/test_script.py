"""A path as a script does what the walk does, but for the looking."""

import subprocess
from pathlib import Path

import pytest

from bench.script import fits, script
from registry_guide.records.kinds import Kind, Proof, Write
from registry_guide.records.manifest import Step
from registry_guide.walk.fixtures.start import Start
from registry_guide.walk.route import Route
from tests.walk.made import block, check, menu

TOKENS = {"deploy_token": "gldt-EXAMPLE it is"}


def walk(*steps: Step) -> Route:
    return Route("p", "empty", {}, steps)


def run(text: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home)}
    return subprocess.run(
        ["bash", "-c", text], cwd=home, env=environment, capture_output=True, text=True, timeout=20, check=False
    )


def test_files_commands_and_what_is_typed(tmp_path: Path) -> None:
    path = walk(
        menu("deploy_token"),
        block("a = 'x'\n", Kind.FILE, file="it's here/a.toml"),
        block("b = $b\n", Kind.FILE, file="it's here/a.toml", write=Write.MERGE),
        block("c\n", Kind.FILE, file="~/.c/d"),
        block("read -rs ASKED; export ASKED\n", asks=["deploy_token"]),
        block("cd made\n"),
        block('echo "$ASKED" gldt-EXAMPLE-x\n', holes={"gldt-EXAMPLE-x": "deploy_token"}),
        block("false\n", exit_status=1),
        check("file x exists"),
        block("pwd; read -r nothing || echo nothing to read\n"),
    )
    start = Start("", files=[{"path": "made/s", "text": "s\n"}], run=["cat made/s"])
    assert fits(path)
    done = run(script(path, start, TOKENS), tmp_path)
    told = ["s", "gldt-EXAMPLE it is gldt-EXAMPLE it is", f"{tmp_path}/made", "nothing to read"]
    assert (done.returncode, done.stdout.splitlines(), done.stderr) == (0, told, "")
    assert (tmp_path / "it's here/a.toml").read_text() == "a = 'x'\nb = $b\n"
    assert (tmp_path / ".c/d").read_text() == "c\n"


def test_a_command_that_fails_ends_the_script(tmp_path: Path) -> None:
    done = run(script(walk(block("false\n"), block("echo on\n")), Start(""), {}), tmp_path)
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize(
    "steps",
    [
        [check("file x exists")],
        [block("a\n"), block("a: 1\n", Kind.JOB, file=".gitlab-ci.yml")],
        [block("a\n"), block("a: 1\n", Kind.FILE, file="a.yml", proof=Proof.VALIDATE, by="gitlab-ci")],
    ],
)
def test_what_a_script_cannot_do_is_left_out(steps: list[Step]) -> None:
    assert not fits(walk(*steps))
