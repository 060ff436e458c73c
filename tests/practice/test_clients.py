"""Real clients, as the lockfile pins them, publish and install through the proxy with GitLab's own addresses."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from registry_guide.practice.running import Running
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients

PYPI = "https://gitlab.example.com/api/v4/projects/private%2Fproject/packages/pypi"
GROUP = "https://gitlab.example.com/api/v4/groups/private/-/packages/pypi"

# Each line runs in a directory with dist/, under the owner's token in $TOKEN (and the registry's address in $PLAIN).
PUBLISH = {
    "uv": f"uv publish --publish-url {PYPI} -u my-token -p $TOKEN",
    "twine": f"twine upload --non-interactive --repository-url {PYPI} -u my-token -p $TOKEN dist/*",
    "poetry": f"poetry config repositories.gitlab {PYPI} && poetry config http-basic.gitlab my-token $TOKEN"
    " && poetry publish --no-interaction -r gitlab",
    "pdm": f"pdm publish --no-build -r {PYPI} -u my-token -P $TOKEN",
    # Hatch takes no notice of a proxy: it meets the registry at its own address.
    "hatch": "hatch publish -n -r $PLAIN/api/v4/projects/private%2Fproject/packages/pypi -u my-token -a $TOKEN",
    "flit": f"FLIT_INDEX_URL={PYPI} FLIT_USERNAME=my-token FLIT_PASSWORD=$TOKEN flit publish",
}

# An environment without a pip of its own is made in a tenth of the time.
INTO = "python3 -m venv --without-pip .venv && pip --python .venv/bin/python install"
INSTALL = {
    "uv": f"uv venv -q .venv && uv pip install --default-index https://my-token:$TOKEN@{PYPI[8:]}/simple by-seed",
    "pip": f"{INTO} --index-url https://my-token:$TOKEN@{PYPI[8:]}/simple by-seed",
}

PYPROJECT = """\
[build-system]
requires = ["flit_core>=3.11"]
build-backend = "flit_core.buildapi"

[project]
name = "{name}"
version = "1.0"
description = "A package to practise with"
authors = [{{ name = "Nobody", email = "nobody@example.com" }}]
requires-python = ">=3.9"
"""


def run(line: str, tools: Clients, running: Running, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a line in a clean environment that knows the registry, and nothing of this machine's settings."""
    environment = {
        "HOME": str(home),
        "PATH": f"{tools.commands}{os.pathsep}/usr/bin:/bin",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "UV_PYTHON_DOWNLOADS": "never",
        "PLAIN": running.plain,
        **running.environment,
        **more,
    }
    return subprocess.run(
        ["bash", "-c", line],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        stdin=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("client", PUBLISH)
def test_a_client_publishes(client: str, tools: Clients, registry: Callable[[str], Running], tmp_path: Path) -> None:
    running, name = registry(""), f"by-{client}"
    (tmp_path / "pyproject.toml").write_text(PYPROJECT.format(name=name), "utf-8")
    (tmp_path / f"by_{client}.py").write_text('"""A package to practise with."""\n', "utf-8")
    if client != "flit":
        (tmp_path / "dist").mkdir()
        (tmp_path / "dist" / wheel_name(name, "1.0")).write_bytes(wheel(name, "1.0", origin="a test"))
    done = run(PUBLISH[client], tools, running, tmp_path, TOKEN=running.tokens["owner"])
    posts = [entry for entry in running.requests() if entry.method == "POST" and f"by_{client}-1.0" in entry.why]
    assert posts, done.stdout + done.stderr
    assert posts[0].status == 201
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = run(PUBLISH[client], tools, running, tmp_path, TOKEN="glpat-EXAMPLE-wrong")
    assert wrong.returncode != 0
    assert running.requests()[-1].status in (401, 404)


@pytest.mark.parametrize("client", INSTALL)
def test_a_client_installs(client: str, tools: Clients, registry: Callable[[str], Running], tmp_path: Path) -> None:
    running = registry("")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / wheel_name("by-seed", "1.0")).write_bytes(wheel("by-seed", "1.0", origin="a test"))
    run(PUBLISH["twine"], tools, running, tmp_path, TOKEN=running.tokens["owner"])
    done = run(INSTALL[client], tools, running, tmp_path, TOKEN=running.tokens["read_api"])
    assert done.returncode == 0, done.stdout + done.stderr
    show = f"{shlex.quote(str(tmp_path))}/.venv/bin/python -c 'import by_seed; print(by_seed.origin)'"
    assert run(show, tools, running, tmp_path).stdout == "a test\n"


def test_pip_is_sent_to_pypi_for_what_is_missing(
    tools: Clients, registry: Callable[[str], Running], tmp_path: Path
) -> None:
    running = registry("")
    line = f"{INTO} --index-url https://t:$TOKEN@{GROUP[8:]}/simple only-public"
    done = run(line, tools, running, tmp_path, TOKEN=running.tokens["group_reporter"])
    assert done.returncode == 0, done.stdout + done.stderr
    asked = [(entry.host, entry.path.rpartition("/")[2]) for entry in running.requests() if "only" in entry.path]
    file = "only_public-1.0-py3-none-any.whl"
    assert asked[-4:] == [
        ("gitlab.example.com", ""),
        ("pypi.org", ""),
        ("files.pythonhosted.org", f"{file}.metadata"),
        ("files.pythonhosted.org", file),
    ]


# What pages say of clients: a line, the exit codes that are right, what its output holds, and what it does not.
# $USER_AT and $TOKEN_AT are the index with a username, and with a token too, $WRONG_AT with a token that nobody has.
NETRC = "echo machine gitlab.example.com login any password $TOKEN > ~/.netrc; "
PIP = "pip download --no-deps --disable-pip-version-check "
KEYRING = "export PYTHON_KEYRING_BACKEND=keyrings.alt.file.PlaintextKeyring PIP_KEYRING_PROVIDER=subprocess; "
PYPIRC = "printf '[gitlab]\\nrepository=%s\\nusername=any\\npassword=%s\\n' $UPLOAD $TOKEN > ~/.pypirc; "
SET_WRONG = "echo glpat-EXAMPLE-wrong | keyring set gitlab.example.com someone; "
ODD = "cp dist/said-1.0-py3-none-any.whl dist/said-1.0-1größe-py3-none-any.whl; "
SAID = {
    "uv leaves out a name outside ASCII": (
        f"{ODD} uv publish --publish-url $UPLOAD -u any -p $WRITE dist/*größe*",
        2,
        "not a valid distribution filename",
        None,
    ),
    "twine uploads a name outside ASCII": (
        f"{ODD} twine upload --non-interactive --repository-url $UPLOAD -u any -p $WRITE dist/*größe*",
        0,
        "Uploading said-1.0-1größe-py3-none-any.whl",
        None,
    ),
    "pip hides a token in the address": (f"{PIP} -vvv --index-url $TOKEN_AT my-package", 0, "****", "$TOKEN"),
    "pip hides it when GitLab refuses": (
        f"{PIP} -vvv --no-input --index-url $WRONG_AT my-package",
        1,
        "****",
        "$WRONG",
    ),
    "pip prints it from its configuration": (
        "pip config set global.index-url $TOKEN_AT && pip config list",
        0,
        "$TOKEN",
        None,
    ),
    "netrc beats a username in pip's address": (f"{NETRC} {PIP} --index-url $USER_AT my-package", 0, "", None),
    "netrc beats the keyring of pip": (
        f"{NETRC} {KEYRING} {SET_WRONG} {PIP} --index-url $USER_AT my-package",
        0,
        "",
        None,
    ),
    "a username in uv's address beats netrc": (
        f"{NETRC} uv venv -q && uv pip install --no-deps --index-url $USER_AT my-package",
        (1, 2),
        "",
        "Installed",
    ),
    "uv takes netrc without a username": (
        f"{NETRC} uv venv -q && uv pip install --no-deps --index-url $INDEX my-package",
        0,
        "",
        None,
    ),
    "uv does not read .pypirc": (f"{PYPIRC} uv publish --publish-url $UPLOAD", 2, "Missing credentials", None),
    "twine shows the status alone": (
        "twine upload --non-interactive --repository-url $UPLOAD -u any -p $TOKEN dist/*",
        1,
        "403 Forbidden",
        '"message"',
    ),
    "twine shows GitLab's words when asked": (
        "twine upload --verbose --non-interactive --repository-url $UPLOAD -u any -p $TOKEN dist/*",
        1,
        '{"message":"403 Forbidden"}',
        None,
    ),
    "uv shows GitLab's words": (
        "uv publish --publish-url $UPLOAD -u any -p $TOKEN",
        2,
        '{"message":"403 Forbidden"}',
        None,
    ),
    "uv without a token asks nobody": (
        (
            'uv init -q --bare && printf \'[[tool.uv.index]]\\nname="gitlab"\\nurl="%s"\\nexplicit=true\\n'
            'authenticate="always"\\n[tool.uv.sources]\\nmy-package={index="gitlab"}\\n\' $INDEX >> pyproject.toml'
            " && uv add my-package"
        ),
        2,
        "Missing credentials",
        None,
    ),
    "pip says the same for 403": (
        f"{PIP} --no-input --index-url https://any:$GUEST@${{INDEX#https://}} my-package",
        1,
        "No matching distribution found",
        None,
    ),
    "pip says the same for 404": (
        f"{PIP} --no-input --index-url https://any:$OUTSIDER@${{INDEX#https://}} my-package",
        1,
        "No matching distribution found",
        "404",
    ),
    "pip says the same for 401": (
        f"{PIP} --no-input --index-url $INDEX my-package",
        1,
        "No matching distribution found",
        "401",
    ),
    "pip warns of 401 with a username": (
        f"{PIP} --no-input --index-url $WRONG_AT my-package",
        1,
        "401 Error, Credentials not correct",
        None,
    ),
    "pip asks where nobody can type": (f"{PIP} --index-url $INDEX my-package", 2, "EOFError", None),
}


@pytest.mark.parametrize("what", SAID)
def test_a_client_does_what_a_page_says(
    what: str, tools: Clients, registry: Callable[[str], Running], tmp_path: Path
) -> None:
    running = registry("")
    line, code, said, unsaid = SAID[what]
    index = f"{PYPI}/simple"
    tokens = {"TOKEN": running.tokens["deploy_read"], "WRONG": "glpat-EXAMPLE-nobody-has-this"}
    more = {
        "INDEX": index,
        "UPLOAD": PYPI,
        "USER_AT": f"https://someone@{index[8:]}",
        "TOKEN_AT": f"https://any:{tokens['TOKEN']}@{index[8:]}",
        "WRONG_AT": f"https://any:{tokens['WRONG']}@{index[8:]}",
        "LC_ALL": "C.UTF-8",
        "WRITE": running.tokens["deploy_write"],
        "GUEST": running.tokens["guest"],
        "OUTSIDER": running.tokens["outsider"],
        **tokens,
    }
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / wheel_name("said", "1.0")).write_bytes(wheel("said", "1.0", origin="a test"))
    done = run(line, tools, running, tmp_path, **more)
    output = done.stdout + done.stderr
    assert done.returncode in (code if isinstance(code, tuple) else (code,)), output

    def spelled(text: str) -> str:
        return tokens[text[1:]] if text.startswith("$") else text

    assert spelled(said) in output
    assert unsaid is None or spelled(unsaid) not in output


# Whether a client's first request for a package's page has the token, by where it finds the token.
UV_PROJECT = (
    'uv init -q --bare && printf \'[[tool.uv.index]]\\nname="gitlab"\\nurl="%s"\\nexplicit=true\\n%s'
    '[tool.uv.sources]\\nmy-package={index="gitlab"}\\n\' $INDEX "$ALWAYS" >> pyproject.toml'
    " && uv add -q --no-sync my-package"
)
SET = "echo $TOKEN | keyring set gitlab.example.com someone; "
UV_KEYRING = "export PYTHON_KEYRING_BACKEND=keyrings.alt.file.PlaintextKeyring UV_KEYRING_PROVIDER=subprocess; "
ALWAYS = 'ALWAYS="authenticate=\\"always\\"\n"; '
FIRST = {
    "pip, netrc": (f"{NETRC} {PIP} --index-url $INDEX my-package", True),
    "pip, keyring": (f"{KEYRING} {SET} {PIP} --index-url $USER_AT my-package", False),
    "pip, address": (f"{PIP} --index-url $TOKEN_AT my-package", True),
    "uv, netrc, always": (f"{NETRC} {ALWAYS} {UV_PROJECT}", True),
    "uv, keyring, always": (f"{UV_KEYRING} {SET} {ALWAYS} export UV_INDEX_GITLAB_USERNAME=someone; {UV_PROJECT}", True),
    "uv, variables, always": (
        f"{ALWAYS} export UV_INDEX_GITLAB_USERNAME=a UV_INDEX_GITLAB_PASSWORD=$TOKEN; {UV_PROJECT}",
        True,
    ),
    "uv, its own store, always": (
        f"echo $TOKEN | uv auth login https://gitlab.example.com --username a --password - && {ALWAYS} {UV_PROJECT}",
        True,
    ),
}


@pytest.mark.parametrize("what", FIRST)
def test_a_client_asks_first_as_a_page_says(
    what: str, tools: Clients, registry: Callable[[str], Running], tmp_path: Path
) -> None:
    running = registry("")
    line, known = FIRST[what]
    token, index = running.tokens["deploy_read"], f"{PYPI}/simple"
    more = {"INDEX": index, "USER_AT": f"https://someone@{index[8:]}", "TOKEN_AT": f"https://any:{token}@{index[8:]}"}
    before = len(running.requests())
    done = run(line, tools, running, tmp_path, TOKEN=token, **more)
    asked = [each for each in running.requests()[before:] if each.path.rstrip("/").endswith("simple/my-package")]
    assert done.returncode == 0, done.stdout + done.stderr
    assert (asked[0].who != "anonymous") is known, asked
    assert asked[-1].status == 200
