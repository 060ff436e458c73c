"""Which variable makes a client accept a company's authority: each is taken away in turn, and each stands alone."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.practice.running import Running, practice
from registry_guide.practice.serve.environment import trusting
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients

UPLOAD = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi"
# What each client does; $TOKEN and $FILE are a token that may and a wheel that GitLab does not have.
DOES = {
    "uv": "uv publish --quiet --username x --password $TOKEN --publish-url $UPLOAD $FILE",
    "pip": "python3 -m venv --without-pip .venv && . .venv/bin/activate && PIP_RETRIES=1 pip download "
    '--no-input --no-deps --index-url "https://x:$TOKEN@${UPLOAD#https://}/simple" there',
    "twine": "twine upload --non-interactive --username x --password $TOKEN --repository-url $UPLOAD $FILE",
    "curl": 'curl --silent --show-error --fail --user "x:$TOKEN" --output /dev/null $UPLOAD/simple/there/',
    "git": "git ls-remote https://gitlab.example.com/my-group/my-project.git",
}
# What git says once the certificate is no longer in its way: the practice registry has no repositories, and sends
# whoever asks for one to its sign-in page.
PAST = {"git": "users/sign_in"}


@dataclass
class Bench:
    """A practice registry, and clients in a home of their own with just the variables that a case has."""

    running: Running
    pinned: Clients
    folder: Path
    count: int = 0

    def tries(self, client: str, variables: Mapping[str, str]) -> tuple[bool, str]:
        """Give whether a client got through, and what it said."""
        self.count += 1
        home = self.folder / str(self.count)
        home.mkdir()
        file = home / wheel_name("mine", f"1.{self.count}")
        file.write_bytes(wheel("mine", f"1.{self.count}", origin="a test"))
        kept = {name: value for name, value in self.running.environment.items() if name not in trusting()}
        environment = {
            **kept,
            **variables,
            "HOME": str(home),
            "PATH": os.pathsep.join((str(self.pinned.commands), "/usr/bin", "/bin")),
            "LANG": "C.UTF-8",
            "COLUMNS": "500",
            "GIT_TERMINAL_PROMPT": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "TOKEN": self.running.tokens["personal_token"],
            "UPLOAD": UPLOAD,
            "FILE": str(file),
        }
        command = ["bash", "-c", DOES[client]]
        done = subprocess.run(
            command, env=environment, cwd=home, capture_output=True, text=True, timeout=120, check=False
        )
        said = done.stdout + done.stderr
        return done.returncode == 0 or (client in PAST and PAST[client] in said), said


@pytest.fixture(scope="module")
def bench(pinned: Clients, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with practice() as running:
        content = wheel("there", "1.0", origin="a test")
        fields = {"name": "there", "version": "1.0", "sha256_digest": sha256(content).hexdigest()}
        answer = httpx.post(
            f"{running.plain}/api/v4/projects/1/packages/pypi",
            auth=("x", running.tokens["personal_token"]),
            data=fields,
            files={"content": (wheel_name("there", "1.0"), content)},
            trust_env=False,
        )
        assert answer.status_code == 201
        yield Bench(running, pinned, tmp_path_factory.mktemp("trust"))


def serving(facts: Facts, client: str) -> set[str]:
    """Give the variables that the facts say serve a client."""
    also = facts.values.get(f"trust.{client}.also", ())
    texts = also if isinstance(also, tuple) else (also,)
    return {facts.example(text) for text in (facts.text(f"trust.{client}.variable"), *texts)}


def test_the_registrys_environment_has_each_clients_variable(facts: Facts, bench: Bench) -> None:
    named = {
        facts.example(facts.text(name))
        for name in facts.values
        if name.startswith("trust.") and name.endswith(".variable")
    }
    assert named == set(trusting()) == set(facts.example(facts.text("trust.every")).split())
    assert {name for name, value in bench.running.environment.items() if value == str(bench.running.ca)} == named


@pytest.mark.parametrize("client", DOES)
def test_a_client_trusts_by_its_variable_and_by_no_other(client: str, facts: Facts, bench: Bench) -> None:
    ca = str(bench.running.ca)
    serves = serving(facts, client)
    through, said = bench.tries(client, {})
    assert not through
    if f"trust.{client}.without" in facts.values:
        assert facts.example(facts.text(f"trust.{client}.without")) in said
    cases = [{each: ca} for each in trusting()]
    # Without those that serve it, all others together are of no use.
    cases.append({each: ca for each in trusting() if each not in serves})
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda case: bench.tries(client, case), cases))
    for case, (through, said) in zip(cases, outcomes, strict=True):
        assert through == bool(serves & case.keys()), (client, sorted(case), said)


def test_two_variables_serve_the_clients_of_the_page(facts: Facts) -> None:
    both = {facts.example(facts.text(f"trust.{client}.variable")) for client in ("uv", "twine")}
    assert all(both & serving(facts, client) for client in ("uv", "pip", "twine", "curl"))
    assert not set.intersection(*(serving(facts, client) for client in ("uv", "pip", "twine", "curl")))


def test_the_whole_environment_serves_all(bench: Bench) -> None:
    for client in DOES:
        through, said = bench.tries(client, dict.fromkeys(trusting(), str(bench.running.ca)))
        assert through, (client, said)
