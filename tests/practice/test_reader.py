"""What a reader meets: the command in a terminal, the pages in a browser, the request log."""

import os
import re
import select
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from registry_guide.practice.running import PracticeFailedError, Running, practice
from tests.waiting import until

COMMAND = [sys.executable, "-m", "registry_guide.cli", "practice"]


def read_until(process: subprocess.Popen[bytes], pattern: str) -> str:
    """Read output until it matches; fail after ten silent seconds."""
    assert process.stdout is not None
    text = ""
    while not re.search(pattern, text):
        ready, _, _ = select.select([process.stdout], [], [], 10)
        assert ready, text
        data = os.read(process.stdout.fileno(), 65536)
        assert data, text
        text += data.decode("utf-8")
    return text


@pytest.fixture
def by_hand(tmp_path: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SHELL": "/bin/bash",
        "TMPDIR": str(tmp_path),
        "COLUMNS": "80",
        "PYTHONUNBUFFERED": "1",
    }
    return subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)


def test_a_reader_is_told_what_to_do_and_sees_why(by_hand: subprocess.Popen[bytes], tmp_path: Path) -> None:
    try:
        said = read_until(by_hand, "Requests:\n")
        (script,) = re.findall(r"^ +\. (/\S+/practice\.sh)$", said, re.MULTILINE)
        assert re.search(r"deploy_token +gldt-\S+ +gitlab\+deploy-token-1;", said)
        curl = (
            "curl -s -o /dev/null -w '%{http_code}' https://gitlab.example.com/api/v4/projects/1/packages/pypi/simple"
        )
        clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
        shell = subprocess.run(["bash", "-c", f". {script} && {curl}"], capture_output=True, text=True, env=clean)
        assert shell.stdout == "401"
        seen = read_until(by_hand, "no credentials were sent\n")
        assert "401 GET gitlab.example.com/api/v4/projects/1/packages/pypi/simple" in seen
    finally:
        by_hand.send_signal(signal.SIGINT)
        rest, _ = by_hand.communicate(timeout=10)
    assert by_hand.returncode == 0
    assert b"Traceback" not in rest
    assert list(tmp_path.iterdir()) == [], "Ctrl-C leaves nothing behind"


def test_it_ends_with_its_input() -> None:
    done = subprocess.run(
        [*COMMAND, "--json", "--until-eof"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30
    )
    assert done.returncode == 0
    assert done.stderr == b""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_at_any_moment_it_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    for moment in (None, 0.0, 0.05, 0.2):
        process = subprocess.Popen(
            [*COMMAND, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        )
        until(lambda: list(tmp_path.glob("practice-registry-*")))
        if moment is None:
            assert process.stdout is not None
            assert process.stdout.readline()
        else:
            time.sleep(moment)
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert b"Traceback" not in errors
        assert list(tmp_path.iterdir()) == []


def test_it_ends_when_nobody_listens() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "--json"], stdout=writing, stderr=subprocess.PIPE, timeout=30)
    os.close(writing)
    assert done.returncode != 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_option_opens_a_led_shell(shell: str, tmp_path: Path) -> None:
    found = shutil.which(shell)
    # A shell that the machine lacks is stood in for by sh, which the command falls back to as well.
    environment = {**os.environ, "SHELL": found or "/bin/sh", "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [*COMMAND, "--shell"],
        input="curl -s https://gitlab.example.com/api/v4/projects/99/packages/pypi/simple\nexit\n",
        capture_output=True,
        text=True,
        env=environment,
        timeout=30,
    )
    assert '{"message":"404 Not Found"}' in done.stdout
    assert done.returncode == 0
    assert not list(tmp_path.glob("practice-registry-*"))


def test_pages_show_what_was_published(registry: Callable[[str], Running]) -> None:
    running = registry("")
    httpx.post(
        f"{running.plain}/api/v4/projects/public%2Fproject/packages/pypi",
        auth=("", running.tokens["owner"]),
        data={"name": "<script>shown</script>", "version": "1.0"},
        files={"content": ("shown-1.0.tar.gz", b"12345")},
    )
    httpx.post(
        f"{running.plain}/api/v4/projects/public%2Fproject/packages/pypi",
        auth=("", running.tokens["owner"]),
        data={"name": "shown", "version": "1.0", "sha256_digest": "1" * 64, "summary": "<b>bold</b>"},
        files={"content": ("shown-1.0.tar.gz", b"12345")},
    )
    page = httpx.get(f"{running.plain}/public/project/-/packages").text
    assert "shown-1.0.tar.gz" in page
    assert "5 bytes" in page
    assert "clients will refuse it" in page
    assert "&lt;b&gt;bold" in page
    assert "<script" not in page
    assert "public/project" in httpx.get(f"{running.plain}/").text
    missing = httpx.get(f"{running.plain}/no/such/-/packages")
    assert missing.status_code == 404
    assert "<h1>Not found</h1>" in missing.text


def test_the_log_tells_why_and_no_secret(registry: Callable[[str], Running]) -> None:
    running = registry("")
    job = running.tokens["job"]
    address = f"{running.plain}/api/v4/projects/private%2Fproject/packages/pypi/simple"
    httpx.get(address, auth=("__token__", job))
    httpx.get(address, params={"private_token": running.tokens["owner"]})
    page = httpx.get(f"{running.plain}/-/practice/requests?only=refused").text
    assert "a job token under the username" in page
    text = running.log.read_text("utf-8") + page + httpx.get(f"{running.plain}/").text
    # `blocked` has a password in the world; no more than the tokens may it be seen.
    for secret in (*running.tokens.values(), "correct horse"):
        assert secret not in text
    assert {entry.host for entry in running.requests()} >= {"127.0.0.1"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[package]]\nproject = 'a/b'\nname = 'x'\nversion = '1'\n", "package x: no table declares 'a/b'"),
        ("[[user]]\nusername = 'a'\n[[project]]\npath = 'a/b/c'\n", "a/b: no table declares 'a'"),
        ("[instance]\nhost = 'u@gitlab.example.com'\n", "instance.host 'u@gitlab.example.com': Leave out what stands"),
        ("[instance]\nlinks = 'gitlab.example.com:0'\n", "instance.links 'gitlab.example.com:0': A port is"),
        ("[[group]]\npath = 'a'\nvisibilty = 'public'\n", "group[1]: Additional properties are not allowed"),
        ("[[group]]\npath = 'a'\nvisibility = 'open'\n", "group[1].visibility: 'open' is not one of"),
        ("[[token]]\nname = 't'\nkind = 'personal'\n", "token[1]: 'user' is a required property"),
        ("[[group]]\npath = 'a'\n[[group]]\npath = 'A'\n", "the group 'a' is declared 2 times"),
        ("[[group\n", "is not TOML"),
    ],
)
def test_a_bad_world_is_refused_in_one_sentence(text: str, said: str, tmp_path: Path) -> None:
    world = tmp_path / "world.toml"
    world.write_text(text, "utf-8")
    with pytest.raises(PracticeFailedError) as caught, practice(world=world):
        raise AssertionError
    assert said in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_state_is_kept_and_held_by_one(tmp_path: Path) -> None:
    with practice(state=tmp_path / "state") as first:
        said = "Another practice registry uses the state"
        with pytest.raises(PracticeFailedError, match=said), practice(state=tmp_path / "state"):
            raise AssertionError
        secret = first.tokens["deploy_token"]
        httpx.post(
            f"{first.plain}/api/v4/projects/1/packages/pypi",
            auth=("", secret),
            data={"name": "kept", "version": "1.0"},
            files={"content": ("kept-1.0.tar.gz", b"kept")},
        )
    assert (tmp_path / "state" / "tokens.json").stat().st_mode & 0o077 == 0
    with practice(state=tmp_path / "state") as again:
        assert again.tokens["deploy_token"] == secret
        page = httpx.get(f"{again.plain}/api/v4/projects/1/packages/pypi/simple/kept/", auth=("", secret))
        assert "kept-1.0.tar.gz" in page.text
    other = tmp_path / "other.toml"
    other.write_text("[instance]\n", "utf-8")
    with (
        pytest.raises(PracticeFailedError, match="made from another world"),
        practice(state=tmp_path / "state", world=other),
    ):
        raise AssertionError


def test_a_taken_port_is_said(registry: Callable[[str], Running], tmp_path: Path) -> None:
    port = int(registry("").address.rpartition(":")[2])
    with pytest.raises(PracticeFailedError, match=f"Port {port} on 127.0.0.1 cannot be used"), practice(port=port):
        raise AssertionError


def test_another_host_name(tmp_path: Path) -> None:
    with practice(host="gitlab.internal") as running:
        trust = ssl.create_default_context(cafile=running.ca)
        with httpx.Client(proxy=running.proxy, verify=trust, trust_env=False) as client:
            page = client.get("https://gitlab.internal/api/v4/projects/4/packages/pypi/simple/my-open-package/")
            assert '<a href="https://gitlab.internal/api/v4/projects/4/' in page.text
