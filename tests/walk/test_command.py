"""`registry-guide walk`, as a process of its own in a project of its own."""

import hashlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.manifest import Manifest
from tests.processes import commands, registries_of, running
from tests.waiting import interrupt, until
from tests.walk.made import block, check, manifest, page
from tests.walk.project import Project


def test_the_ledger_says_what_was_run_and_what_was_not(project: Project) -> None:
    site = manifest(
        good=page(
            block("uv --version\n"),
            block("uv …\n", Kind.OUTPUT),
            block("docker build .\n", proof=Proof.UNCHECKED, by="needs a Docker engine"),
            block(
                "a: {script: [x]}\n",
                Kind.JOB,
                file="a.yml",
                proof=Proof.VALIDATE,
                by="gitlab-ci",
                labels={"client": "uv"},
            ),
            check("file a.yml exists", client="uv"),
            check("no file a.yml", client="pip"),
            tabs={"client": ["uv", "pip"]},
        ),
        words=page(),
    )
    status, said = project.walk(site, "--jobs", "2")
    assert status == 0, said
    ledger = project.ledger
    levels = {name: row["level"] for name, row in ledger["blocks"].items()}
    assert levels == {"good#1": "ran", "good#2": "ran", "good#3": "unchecked", "good#4": "validated"}
    assert ledger["blocks"]["good#1"]["versions"] == {"uv": ledger["clients"]["uv"]}
    assert ledger["blocks"]["good#1"]["where"] == ["good[client=uv]", "good[client=pip]"]
    assert ledger["blocks"]["good#3"]["by"] == "needs a Docker engine"
    assert ledger["blocks"]["good#1"]["sha256"] == hashlib.sha256(b"uv --version\n").hexdigest()
    assert ledger["totals"]["paths"] == {"passed": 2, "failed": 0, "nothing to run": 0, "not walked here": 0}
    assert ledger["totals"]["claims"] == 2
    assert "uv --version" in project.log("good[client=uv]")


def test_a_version_stands_only_where_a_client_ran(project: Project) -> None:
    site = manifest(
        p=page(
            block("export A=1\n"),
            block("a: 1\n", Kind.FILE, file="a.yml"),
            block("cd ~\n"),
            block("uv --version\n"),
            block("uv …\n", Kind.OUTPUT),
            block("echo b\n"),
            block("b\n", Kind.OUTPUT),
            block("a: 2\n", Kind.FILE, file="b.yml"),
        )
    )
    status, said = project.walk(site)
    assert status == 0, said
    rows = project.ledger["blocks"]
    assert {name for name, row in rows.items() if row["versions"]} == {"p#2", "p#4", "p#5"}
    assert rows["p#2"]["versions"] == {"uv": project.ledger["clients"]["uv"]}


def test_a_claim_stands_with_what_came_of_it(project: Project) -> None:
    site = manifest(
        a=page(
            check("no file x"),
            block("touch x\n"),
            check("file x exists"),
            check("no file x", client="pip"),
            check("file x exists"),
            tabs={"client": ["uv", "pip"]},
        )
    )
    assert project.walk(site)[0] == 1
    claims = project.ledger["claims"]
    assert {name: row["result"] for name, row in claims.items()} == {
        "a!1": "held",
        "a!2": "held",
        "a!3": "failed",
        "a!4": "not reached",
    }
    assert claims["a!1"] == {
        "claim": "no file x",
        "result": "held",
        "where": ["a[client=uv]", "a[client=pip]"],
        "says": "x does not exist",
        "how": "by a look at the file system",
    }


def test_a_failing_path_ends_in_1_and_stands_in_the_ledger(project: Project) -> None:
    site = manifest(bad=page(block("false\n"), block("true\n")), good=page(block("true\n")))
    status, said = project.walk(site)
    assert status == 1
    assert "line 1: `false` ended with exit status 1" in said
    assert {name: row["level"] for name, row in project.ledger["blocks"].items()} == {
        "bad#1": "failed",
        "bad#2": "not reached",
        "good#1": "ran",
    }


def test_one_page_alone_keeps_what_is_known_of_the_others(project: Project) -> None:
    site = manifest(a=page(block("true\n")), b=page(block("true\n")))
    assert project.walk(site)[0] == 0
    first = project.ledger
    status, said = project.walk(manifest(a=page(block("true # again\n")), b=page(block("true\n"))), "a")
    assert status == 0, said
    assert set(project.ledger["blocks"]) == {"a#1", "b#1"}
    assert project.ledger["blocks"]["a#1"] != first["blocks"]["a#1"]
    assert project.walk(manifest(a=page(block("true\n")), b=page(block("true # new\n"))), "a")[0] == 0
    assert set(project.ledger["blocks"]) == {"a#1"}, "what was walked with another text is not known any more"


def test_only_what_changed_is_walked(project: Project) -> None:
    one, two = page(block("true\n")), page(block("echo $A\n"), check("no file x"))
    assert project.walk(manifest(a=one, b=two))[0] == 0
    before = project.ledger
    status, said = project.walk(manifest(a=one, b=two), "--changed")
    assert (status, "Nothing changed" in said) == (0, True), said
    assert project.ledger == before
    for other in (
        page(block("echo $B\n"), check("no file x")),
        page(block("echo $A\n"), check("no file y")),
        page(block("echo $A\n"), check("no file x"), start="package"),
        page(block("echo $A\n"), check("no file x"), tabs={"client": ["uv", "pip"]}),
        page(block("echo $A\n"), check("no file x")),
    ):
        status, said = project.walk(manifest(a=one, b=other), "--changed")
        assert status == 0, said
        assert not re.search(r"ok  a\b", said) and re.search(r"ok  b\b", said), said
        assert {path["page"] for path in project.ledger["paths"]} == {"a", "b"}
    failing = manifest(a=one, b=page(block("false\n")))
    assert project.walk(failing, "--changed")[0] == 1
    assert project.walk(failing, "--changed")[0] == 1, "what failed is walked again"


HEAD = '{#-\nlanguage = "text"\nkind = "output"\npurpose = "p"\nrun = "walk"\n-#}\n'


def test_update_writes_the_output_that_came(project: Project) -> None:
    template = project.root / "templates/made/by-hand.sh"
    template.parent.mkdir(parents=True)
    template.write_text(HEAD + "made {{ value.package | text }}\n…\nend\n")
    printed = block("printf '%s\\n' made. one two 'my-package is there' $HOME\n")
    stale = manifest(p=page(printed, block("made my-package\n…\nend\n", Kind.OUTPUT), block("touch reached\n")))
    assert project.walk(stale)[0] == 1
    before = project.ledger
    status, said = project.walk(stale, "--update")
    assert status == 0, said
    assert template.read_text() == HEAD + "made.\n…\n…\n"
    assert "-end" in said and "+++ templates/made/by-hand.sh" in said
    assert project.ledger == before, "what was walked is no longer what the templates say"
    assert project.walk(manifest(p=page(printed, block("made.\n…\n…\n", Kind.OUTPUT))))[0] == 0


def test_update_leaves_alone_what_another_fault_may_have_printed(project: Project) -> None:
    template = project.root / "templates/made/by-hand.sh"
    template.parent.mkdir(parents=True)
    template.write_text(HEAD + "before\n")
    site = manifest(p=page(block("echo after\n"), block("before\n", Kind.OUTPUT), block("false\n")))
    status, said = project.walk(site, "--update")
    assert (status, template.read_text()) == (1, HEAD + "before\n"), said


@pytest.mark.parametrize(
    ("site", "arguments", "sentence"),
    [
        (manifest(words=page()), (), "The walk ran no block"),
        (
            manifest(a=page(block("true\n", proof=Proof.UNCHECKED, by="x"))),
            (),
            "The walk ran no block and proved no claim.",
        ),
        (manifest(a=page(block("true\n"))), ("b",), "The site has no page b. It has: a."),
        (manifest(a=page(block("true\n"))), ("--site", "nowhere"), "nowhere/manifest.json does not exist"),
        (manifest(a=page(block("true\n"), start="nowhere")), (), 'there is no starting point "nowhere"'),
    ],
)
def test_what_cannot_be_walked_ends_in_a_sentence(
    project: Project, site: Manifest, arguments: tuple[str, ...], sentence: str
) -> None:
    status, said = project.walk(site, *arguments)
    assert (status, sentence in said) == (1, True), said
    assert not (project.root / "_build/walk/ledger.json").exists()


def test_a_place_that_cannot_be_written_to_ends_in_a_sentence(project: Project) -> None:
    (project.root / "_build/walk").write_text("in the way")
    status, said = project.walk(manifest(a=page(block("true\n"))))
    assert status == 1
    assert re.search(r"Error: \S.*/_build/walk/logs: Not a directory\.", said), said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_walk_leaves_nothing_behind(project: Project, number: signal.Signals) -> None:
    mark = f"sleep 61.{number:02}{os.getpid()}"
    wait = block(f"{mark} &\n{mark}\n")
    with project.start(manifest(a=page(wait), b=page(wait)), "--jobs", "2") as process:
        until(lambda: len(commands(mark)) == 4)
        # That from which registries are forked, and a registry for each path.
        registries = registries_of(process.pid)
        assert len(registries) >= 3, registries
        interrupt(process, process.send_signal, number)
        said, _ = process.communicate(timeout=150)
    assert process.returncode == 1
    assert said.strip().splitlines()[-1].startswith("Error: interrupted"), said
    assert "Traceback" not in said
    assert commands(mark) == []
    assert commands(str(project.sandboxes)) == []
    assert running(registries) == []
    assert not (project.root / "_build/walk/ledger.json").exists()


def test_a_sandbox_of_a_walk_that_was_killed_goes_with_the_next_one(project: Project) -> None:
    site = manifest(a=page(block("sleep 30 || true\n")))
    with project.start(site) as process:
        until(lambda: any(project.sandboxes.glob("*/walk/*/block-1.sh")))
        registries = registries_of(process.pid)
        assert len(registries) >= 2, registries
        process.kill()
        process.wait()
    assert list(project.sandboxes.iterdir())
    # The registry ends by itself: nobody holds its standard input any more.
    until(lambda: not running(registries))
    until(lambda: not commands(str(project.sandboxes)))
    assert project.walk(manifest(a=page(block("true\n"))))[0] == 0


def test_keep_says_how_to_enter(project: Project) -> None:
    status, said = project.walk(manifest(a=page(block("touch here\nuv init --quiet x\n"))), "--keep")
    assert status == 0
    found = re.search(r"a: (python -m registry_guide.walk.enter (\S+))", said)
    assert found is not None, said
    entered = subprocess.run(
        [sys.executable, "-m", "registry_guide.walk.enter", found[2]],
        cwd=project.root,
        input='ls\necho "$HOME"\ncurl -s -o /dev/null -w "%{http_code}\\n" https://gitlab.example.com/\nexit 3\n',
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert entered.returncode == 3, entered.stderr
    assert entered.stdout.splitlines()[-4:-1] == ["here", "x", f"{found[2]}/home"]
    assert re.fullmatch(r"[234]\d\d", entered.stdout.splitlines()[-1])
    subprocess.run(["rm", "-rf", found[2]], check=True)


TRAP = "TRAP-of-the-developer"


def test_a_home_full_of_traps_is_neither_read_nor_changed(project: Project, tmp_path: Path) -> None:
    home = tmp_path / "developer"
    traps = {
        ".pypirc": f"[distutils]\nindex-servers = gitlab\n[gitlab]\nrepository = https://{TRAP}.example/\n",
        ".netrc": f"machine gitlab.example.com login {TRAP} password {TRAP}\n",
        ".config/pip/pip.conf": f"[global]\nindex-url = https://{TRAP}.example/simple\n",
        ".config/uv/uv.toml": f'[[index]]\nurl = "https://{TRAP}.example/simple"\n',
        ".gitconfig": f"[user]\nname = {TRAP}\n",
        ".curlrc": f'user-agent = "{TRAP}"\n',
        ".bashrc": f"echo {TRAP}\n",
        ".bash_profile": f"echo {TRAP}\n",
        "env.sh": f"echo {TRAP}\n",
        "modules/twine/__init__.py": f"print('{TRAP}')\n",
        "modules/keyring/__init__.py": f"print('{TRAP}')\n",
        ".local/bin/uv": f"#!/bin/sh\necho {TRAP}\n",
        ".local/share/uv/credentials/credentials.toml": f'[[credential]]\nservice = "{TRAP}"\n',
        ".local/share/python_keyring/keyring_pass.cfg": f"[{TRAP}]\n",
    }
    for name, text in traps.items():
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    before = _tree(home)
    url = f"https://{TRAP}.example/simple"
    variables = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local/share"),
        "PATH": f"{home}/.local/bin:{os.environ['PATH']}",
        "BASH_ENV": str(home / "env.sh"),
        "ENV": str(home / "env.sh"),
        "BASH_FUNC_ls%%": f"() {{ echo {TRAP}; }}",
        "CURL_HOME": str(home),
        "NETRC": str(home / ".netrc"),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "PYTHONPATH": str(home / "modules"),
        "TWINE_PASSWORD": TRAP,
        "TWINE_REPOSITORY_URL": url,
        "PIP_INDEX_URL": url,
        "PIP_CONFIG_FILE": str(home / ".config/pip/pip.conf"),
        "UV_DEFAULT_INDEX": url,
        "UV_PUBLISH_TOKEN": TRAP,
        "UV_CONFIG_FILE": str(home / ".config/uv/uv.toml"),
        "UV_CACHE_DIR": str(home / "cache"),
        "UV_TOOL_BIN_DIR": str(home / ".local/bin"),
        "SSL_CERT_FILE": str(home / "no-such.pem"),
        "HTTPS_PROXY": f"http://{TRAP}.example:1",
        "NO_PROXY": "*",
        "LD_LIBRARY_PATH": str(home),
    }
    claim = f"never asked {TRAP}.example"
    site = manifest(
        p=page(
            block("env\nls -a ~\ngit config --list --show-origin || true\npip config list\n"),
            block("uv auth dir\nuv cache dir\nkeyring get gitlab x || true\n"),
            block(
                "uv init --quiet sample\ncd sample\nuv add --quiet pip\nuv build --quiet\n"
                "uv tool install --quiet flit\n"
            ),
            block("pip config set global.timeout 10\nkeyring set gitlab reader\n", asks=["deploy_token"]),
            block("twine upload -r gitlab --non-interactive dist/*\n", exit_status=1),
            block("curl -s https://pypi.org/simple/pip/\ngit init --quiet other\n"),
            check("asked pypi.org for pip"),
            check(claim),
        )
    )
    status, said = project.walk(site, **variables)
    assert status == 0, said
    assert TRAP not in project.log("p").replace(claim, "")
    assert _tree(home) == before


def _tree(root: Path) -> Mapping[str, tuple[int, int, str]]:
    return {
        str(path.relative_to(root)): (
            path.stat().st_mtime_ns,
            path.stat().st_mode,
            (path.is_file() and path.read_text()) or "",
        )
        for path in sorted(root.rglob("*"))
    }


def test_what_only_the_build_needs_is_not_loaded() -> None:
    """It would take as long to load as all else of the walk."""
    loads = "import sys, registry_guide.walk.command; print({'sphinx', 'docutils'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
