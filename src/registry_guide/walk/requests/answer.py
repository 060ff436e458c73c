"""What a GitLab answered to the walk's own request, and what to say of it."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from registry_guide.walk.errors import StepFaultError

_SHOWN = 300  # characters of a body that are worth a line


@dataclass(frozen=True)
class Answer:
    """An answer: the request (method and address), status, headers and body.

    `uncertain` says that an earlier attempt at the same request was lost, so that GitLab may have done it already.
    """

    request: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    uncertain: bool = False

    @property
    def well(self) -> bool:
        """Whether GitLab did what it was asked."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def elsewhere(self) -> bool:
        """Whether the answer is another address."""
        return HTTPStatus.MULTIPLE_CHOICES <= self.status < HTTPStatus.BAD_REQUEST

    @property
    def text(self) -> str:
        """The body, as far as it is text."""
        return self.content.decode("utf-8", "replace")

    @property
    def said(self) -> str:
        """Status and reason, in GitLab's own words where it has any: `404 Group Not Found`."""
        reason = f"to {urlsplit(self.headers.get('location', '')).netloc}" if self.elsewhere else self._reason()
        return f"{self.status} {reason}".strip()

    def _reason(self) -> str:
        kind = self.headers.get("content-type", "").partition(";")[0]
        if kind == "text/html":
            return "with an HTML page"
        try:
            told = json.loads(self.content)
        except ValueError:
            told = None if kind == "application/json" else self.text
        # GitLab's messages begin with the status as a rule, and some end as sentences do.
        words = " ".join(_words(told).split()).removeprefix(f"{self.status} ").removesuffix(".")
        return words[:_SHOWN] or _phrase(self.status)

    def accepted(self) -> "Answer":
        """Give this answer, if GitLab did what it was asked.

        Raises:
            StepFaultError: it did not.
        """
        if not self.well:
            raise StepFaultError(f"{self.request} was answered {self.said}", real=self.text)
        return self

    def table(self) -> dict[str, Any]:
        """Give the JSON object that the body holds.

        Raises:
            StepFaultError: it holds none.
        """
        found = self.json()
        if not isinstance(found, dict):
            raise StepFaultError(f"{self.request} was answered {self.said}, which is no answer of GitLab's")
        return found

    def json(self) -> Any:
        """Give the JSON that the body holds.

        Raises:
            StepFaultError: it holds none, as where another site answers in GitLab's place.
        """
        try:
            return json.loads(self.content)
        except ValueError:
            raise StepFaultError(
                f"{self.request} was answered {self.said}, which is no answer of GitLab's", real=self.text[:_SHOWN]
            ) from None

    def asks_to_wait(self, now: float | None = None) -> float | None:
        """Give the seconds after which GitLab wants to be asked again, if it says so.

        Sources: https://docs.gitlab.com/administration/settings/user_and_ip_rate_limits/ and RFC 9110, section 10.2.3.
        """
        now = time.time() if now is None else now
        try:
            if after := self.headers.get("retry-after"):
                return max(0.0, float(after) if after.strip().isdecimal() else _moment(after) - now)
            if self.status == HTTPStatus.TOO_MANY_REQUESTS and (reset := self.headers.get("ratelimit-reset")):
                return max(0.0, float(reset) - now)
        except (ValueError, OverflowError):
            pass
        return None


def _words(told: Any) -> str:
    """Give in words what an answer says: of JSON the message, or what is wrong with each field."""
    if isinstance(told, dict):
        told = told.get("message") or told.get("error_description") or told.get("error")
    return told if isinstance(told, str) else _problems(told)


def _problems(told: Any) -> str:
    """Give in words what GitLab found of each field: `path has already been taken`."""
    if not isinstance(told, dict):
        return json.dumps(told) if told else ""
    each = {name: found if isinstance(found, list) else [found] for name, found in told.items()}
    return ", ".join(f"{name} {problem}" for name, problems in each.items() for problem in problems)


def _moment(date: str) -> float:
    found = parsedate_to_datetime(date)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
