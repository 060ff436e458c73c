"""How the walk asks: what it waits for, what it says, and what it makes of an answer."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from registry_guide.walk.gitlab.relay import trust
from registry_guide.walk.requests.answer import Answer
from registry_guide.walk.requests.asker import Asker, NoAnswerError, Patience

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("status", "headers", "body", "said"),
    [
        (401, JSON, '{"message":"401 Unauthorized"}', "401 Unauthorized"),
        (404, JSON, '{"message":"404 Group Not Found"}', "404 Group Not Found"),
        (404, JSON, '{"error":"404 Not Found"}', "404 Not Found"),
        (400, JSON, '{"message":"400 Bad request - expires_at is missing"}', "400 Bad request - expires_at is missing"),
        (
            400,
            JSON,
            '{"message":{"path":["has already been taken","is odd"]}}',
            "400 path has already been taken, path is odd",
        ),
        (400, JSON, '{"message":{"base":"no"}}', "400 base no"),
        (403, JSON, '{"error":"insufficient_scope","error_description":"More."}', "403 More"),
        (403, JSON, "[1]", "403 [1]"),
        (403, JSON, "{", "403 Forbidden"),
        (502, {"content-type": "text/html; charset=utf-8"}, "<h1>502</h1>", "502 with an HTML page"),
        (429, {"content-type": "text/plain"}, "Retry later\n", "429 Retry later"),
        (302, {"location": "https://sso.example/in?secret=x"}, "", "302 to sso.example"),
        (599, {}, "", "599"),
        (500, {"content-type": "text/plain"}, "x" * 5000, "500 " + "x" * 300),
    ],
)
def test_what_is_said_of_an_answer(status: int, headers: Mapping[str, str], body: str, said: str) -> None:
    assert Answer("GET /", status, headers, body.encode()).said == said


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"retry-after": "7"}, 7.0),
        (503, {"retry-after": "7"}, 7.0),
        (429, {"retry-after": "Thu, 01 Jan 1970 00:17:00 GMT"}, 20.0),
        (429, {"retry-after": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        (429, {"ratelimit-reset": "1030"}, 30.0),
        (429, {"retry-after": "7", "ratelimit-reset": "1030"}, 7.0),
        # Every answer of a GitLab with limits has it.
        (502, {"ratelimit-reset": "1030"}, None),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": "-5"}, None),
        (429, {"ratelimit-reset": "nan?"}, None),
        (429, {}, None),
    ],
)
def test_when_gitlab_wants_to_be_asked_again(status: int, headers: Mapping[str, str], wait: float | None) -> None:
    assert Answer("GET /", status, headers).asks_to_wait(now=1000.0) == wait


@pytest.fixture
def silent() -> Iterator[str]:
    """A host that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def asker(told: list[str]) -> Asker:
    # A developer's proxy cannot reach what only this machine has.
    return Asker(Patience(told.append, answer=1.0, slow=0.5, altogether=3.0), trust({}), trust_env=False)


def test_a_host_that_says_nothing(silent: str, asker: Asker, told: list[str]) -> None:
    with pytest.raises(NoAnswerError, match=r"^GET \S+/x had no answer within 1 s, 2 times in . s. GitLab, or"):
        asker.ask("GET", f"{silent}/x")
    assert [line.partition("/x ")[2] for line in told] == [
        "has had no answer for 0 s; still waiting",
        "had no answer within 1 s; again in a moment",
        "has had no answer for 0 s; still waiting",
    ]


def test_a_wait_ends_when_the_walk_is_to_end(silent: str, asker: Asker) -> None:
    asker = asker.with_patience(replace(asker.patience, pause=60.0, altogether=180.0))
    threading.Timer(2.0, asker.patience.stop.set).start()
    began = time.monotonic()
    with pytest.raises(NoAnswerError, match="the walk was interrupted"):
        asker.ask("GET", silent)
    assert time.monotonic() - began < 10


def test_a_host_that_never_answered_is_not_asked_again(asker: Asker, told: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(NoAnswerError, match=rf"^127\.0\.0\.1:{port} cannot be reached: .*refused$"):
        asker.ask("GET", f"http://127.0.0.1:{port}/")
    assert told == []


def test_the_environment_names_proxy_and_authority(tmp_path: Path) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    there = {"HTTPS_PROXY": f"http://127.0.0.1:{port}", "SSL_CERT_FILE": str(tmp_path / "ca.pem")}
    with pytest.raises(NoAnswerError, match=r"^gitlab\.example\.com cannot be reached"):
        Asker.through(there, Patience()).ask("GET", "https://gitlab.example.com/")
