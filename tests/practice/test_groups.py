"""What a public group shows to whom: the answers by which a client is sent to a stranger's package."""

from collections.abc import Callable

import httpx
import pytest

from registry_guide.practice.running import Running
from tests.practice.test_rest import Api

GROUP = "/api/v4/groups/{}/-/packages/pypi/simple/{}/"
Clients = Callable[[str], httpx.Client]


@pytest.fixture
def ask(registry: Callable[[str], Running], clients: Clients) -> Callable[[str, str, tuple[str, str] | None], int]:
    running = registry("")
    assert Api(running).upload("only-here", ("", running.tokens["admin"]), project="/projects/public%2Fother") in (
        201,
        400,
    )
    client = clients(running.plain)

    def asked(group: str, name: str, auth: tuple[str, str] | None) -> int:
        sent = None if auth is None else (auth[0], running.tokens.get(auth[1], auth[1]))
        return client.get(GROUP.format(group, name), auth=sent).status_code

    return asked


def test_a_deploy_token_sends_the_public_groups_own_names_to_pypi(
    ask: Callable[[str, str, tuple[str, str] | None], int],
) -> None:
    """The same request finds the package without a token, and with one of a user's."""
    assert ask("public", "only-here", None) == 200
    assert ask("public", "only-here", ("", "project_token")) == 200
    assert ask("public", "only-here", ("", "outsider")) == 200
    for token in ("deploy_both", "deploy_none", "deploy_other", "group_deploy_both", "group_deploy_none"):
        assert ask("public", "only-here", ("", token)) == 302
    # What the token reaches is there instead, under the public group's address.
    assert ask("public", "twice-named", ("", "deploy_both")) == 200
    assert ask("public", "twice-named", ("", "outsider")) == 302


def test_who_asks_a_public_group_without_a_secret_first_is_sent_to_pypi(
    ask: Callable[[str, str, tuple[str, str] | None], int],
) -> None:
    """A keyring's client sends the name with an empty password first, and never asks again."""
    assert ask("mixed", "my-package", ("alice", "")) == 302
    assert ask("mixed", "my-package", ("alice", "wrong")) == 302
    assert ask("mixed", "my-package", ("alice", "alice")) == 200
