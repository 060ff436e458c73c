"""The walk's own requests to the registry, through the same proxy as the clients."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from registry_guide.walk.requests.answer import Answer
from registry_guide.walk.requests.asker import Asker
from registry_guide.walk.requests.log import AGENT


def fetch(url: str, asker: Asker, token: str) -> str | None:
    """Give the body of a page, or nothing where there is none or where it is another host's.

    A package that GitLab does not have is forwarded to the public index; that is no answer of the registry's.

    Args:
        url: its address.
        asker: asks the registry.
        token: a personal access token.

    Raises:
        StepFaultError: the answer is another refusal, or there is none.
    """
    answer = asker.ask("GET", url, auth=(AGENT, token))
    if answer.elsewhere or answer.status == HTTPStatus.NOT_FOUND:
        return None
    return answer.accepted().text


def status(method: str, url: str, asker: Asker, token: str) -> int:
    """Give the status with which GitLab answers an empty request that carries a token; redirects are not followed.

    Raises:
        StepFaultError: there is no answer.
    """
    form: dict[str, Any] = {}
    if method == "POST":
        # A form without a field: what is asked of the form comes last.
        form = {"headers": {"Content-Type": "multipart/form-data; boundary=end"}, "content": b"--end--\r\n"}
    # Any username does for the others, this one alone for a job's token.
    return asker.ask(method, url, auth=("gitlab-ci-token", token), **form).status


def post(url: str, body: Mapping[str, Any], asker: Asker, token: str) -> dict[str, Any]:
    """Send JSON to the REST API, and give the JSON of the answer.

    Args:
        url: the address.
        body: what is sent.
        asker: asks the registry.
        token: a personal access token with the scope api.

    Raises:
        StepFaultError: the answer is a refusal, or there is none.
    """
    return rest("POST", url, asker, token, body).table()


def rest(method: str, url: str, asker: Asker, token: str, body: Mapping[str, Any] | None = None) -> Answer:
    """Ask the REST API, with JSON if there is a body, and give the answer.

    Raises:
        StepFaultError: the answer is a refusal, or there is none.
    """
    answer = asker.ask(method, url, headers={"Private-Token": token}, **({} if body is None else {"json": body}))
    # What GitLab removed before its answer was lost is not there the second time.
    gone = method == "DELETE" and answer.uncertain and answer.status == HTTPStatus.NOT_FOUND
    return answer if gone else answer.accepted()


def upload(url: str, fields: Mapping[str, str], file: str, content: bytes, asker: Asker, token: str) -> None:
    """Publish a file, as a client does.

    Raises:
        StepFaultError: the answer is a refusal, or there is none.
    """
    files = {"content": (file, content, "application/octet-stream")}
    answer = asker.ask("POST", url, data=dict(fields), files=files, auth=(AGENT, token))
    # What GitLab kept before its answer was lost is there the second time.
    if not (answer.uncertain and "already been taken" in answer.text):
        answer.accepted()
