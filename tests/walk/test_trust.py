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

from registry_guide.blocks import facts as all_facts
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.table import rows_of
from registry_guide.practice.running import Running, practice
from registry_guide.practice.serve.environment import trusting
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.clients.install import Clients
from tools.build import ROOT

UPLOAD = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi"
_MINE = 'printf \'[project]\\nname = "mine"\\nversion = "1"\\n\' > pyproject.toml'
# What each client does; $TOKEN and $FILE are a token that may and a wheel that GitLab does not have.
DOES = {
    "uv": "uv publish --quiet --username x --password $TOKEN --publish-url $UPLOAD $FILE",
    "pip": "python3 -m venv --without-pip .venv && . .venv/bin/activate && PIP_RETRIES=1 pip download "
    '--no-input --no-deps --index-url "https://x:$TOKEN@${UPLOAD#https://}/simple" there',
    "twine": "twine upload --non-interactive --username x --password $TOKEN --repository-url $UPLOAD $FILE",
    "curl": 'curl --silent --show-error --fail --user "x:$TOKEN" --output /dev/null $UPLOAD/simple/there/',
    "poetry": f"{_MINE} && mkdir dist && cp $FILE dist && "
    "POETRY_REPOSITORIES_GITLAB_URL=$UPLOAD poetry publish --no-interaction --repository gitlab --username x "
    "--password $TOKEN",
    # It would make an environment, which publishing has no use for.
    "pdm": f"{_MINE} && mkdir dist && cp $FILE dist && PDM_USE_VENV=0 "
    "pdm publish --no-build --repository $UPLOAD --username x --password $TOKEN",
    # It takes no notice of a proxy: it asks the registry by the address that leads there without one.
    "hatch": "hatch publish --no-prompt --repo $DIRECT --user x --auth $TOKEN $FILE",
    "flit": 'printf \'[build-system]\\nrequires = ["flit_core"]\\nbuild-backend = "flit_core.buildapi"\\n[project]\\n'
    'name = "mine"\\nversion = "2.%s"\\ndescription = "x"\\n\' $COUNT > pyproject.toml && touch mine.py && '
    "FLIT_INDEX_URL=$UPLOAD FLIT_USERNAME=x FLIT_PASSWORD=$TOKEN flit publish --format wheel",
    "pip_tools": "echo there > requirements.in && PIP_RETRIES=1 pip-compile --quiet "
    '--index-url "https://x:$TOKEN@${UPLOAD#https://}/simple" requirements.in',
    "git": "git ls-remote https://gitlab.example.com/my-group/my-project.git",
}
PROXIES = rows_of(all_facts.load(ROOT / "facts", client_versions(ROOT)), "proxy")
# What git says once the certificate is no longer in its way: GitLab wants to know who asks, and nobody is there to say.
PAST = {"git": "could not read Username"}


@dataclass
class Bench:
    """A practice registry, and clients in a home of their own with just the variables that a case has."""

    running: Running
    pinned: Clients
    folder: Path
    count: int = 0

    def tries(self, client: str, variables: Mapping[str, str], **more: str) -> tuple[bool, str]:
        """Give whether a client got through, and what it said; `more` are set last, or unset if empty."""
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
            "COUNT": str(self.count),
            "DIRECT": UPLOAD.replace(
                "https://gitlab.example.com", self.running.address.replace("127.0.0.1", "localhost")
            ),
            **more,
        }
        environment = {name: value for name, value in environment.items() if value}
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
    # All name the same authority: one that served alone would serve among others, so these are tried all together.
    cases = [{each: ca for each in trusting() if each not in serves}, *({each: ca} for each in sorted(serves))]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(lambda case: bench.tries(client, case), cases))
    for case, (through, said) in zip(cases, outcomes, strict=True):
        assert through == bool(serves & case.keys()), (client, sorted(case), said)


@pytest.mark.parametrize("client", PROXIES)
def test_a_client_uses_the_proxy_as_the_page_says(client: str, facts: Facts, bench: Bench) -> None:
    """The name of the host leads nowhere but through the proxy: who gets an answer went through it."""
    ca = dict.fromkeys(trusting(), str(bench.running.ca))
    variable, spared = (facts.example(facts.text(f"https_proxy.{each}")) for each in ("variable", "spared"))
    without = dict.fromkeys((*bench.running.environment.keys() - ca.keys(), *map(str.lower, (variable, spared))), "")
    proxy = {variable: bench.running.proxy}
    through, said = bench.tries(client, ca, **{**without, **proxy, "DIRECT": UPLOAD})
    assert through == (PROXIES[client]["through"] == "yes"), said
    past, _ = bench.tries(client, ca, **{**without, **proxy, spared: "gitlab.example.com", "DIRECT": UPLOAD})
    assert not past


def test_each_client_of_the_page_on_proxies_has_its_variable_for_an_authority(facts: Facts) -> None:
    assert all(f"trust.{client}.variable" in facts.values for client in PROXIES)


def test_two_variables_serve_the_clients_of_the_page(facts: Facts) -> None:
    both = {facts.example(facts.text(f"trust.{client}.variable")) for client in ("uv", "twine")}
    assert all(both & serving(facts, client) for client in PROXIES)
    assert not set.intersection(*(serving(facts, client) for client in PROXIES))


def test_the_whole_environment_serves_all(bench: Bench) -> None:
    for client in DOES:
        through, said = bench.tries(client, dict.fromkeys(trusting(), str(bench.running.ca)))
        assert through, (client, said)
