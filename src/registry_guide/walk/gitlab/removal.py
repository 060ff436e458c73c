"""Removes a group that a walk made from a GitLab of one's own, or says what is left of it, where, and until when.

Source: https://docs.gitlab.com/api/groups/#delete-a-group
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.gitlab.journal import Journal, Made
from registry_guide.walk.requests.answer import Answer
from registry_guide.walk.requests.asker import Asker

LIFE = timedelta(days=2)
"""How long the tokens live that a walk makes."""

_PATIENCE = 30.0  # seconds that GitLab may take to remove a group
_PAUSE = 0.5


@dataclass(frozen=True)
class Rest:
    """What is left of a group: a sentence, or nothing; `failed` if GitLab has not even begun to remove it."""

    sentence: str = ""
    failed: bool = False


class Remover:
    """Removes groups of walks from one GitLab.

    Args:
        asker: asks that GitLab.
        host: it, as people say it.
        api: the address of its API.
        token: a personal access token with the scope api.
    """

    def __init__(self, asker: Asker, host: str, api: str, token: str) -> None:
        self._asker = asker
        self._host = host
        self._api = api
        self._headers = {"Private-Token": token}

    def clear(self, made: Made, notes: Journal, whose: str = "") -> Rest:
        """Remove a group with all that lies in it, and cross it out once it is gone; say what is left.

        `whose` follows its name where that is told.
        """
        try:
            return self._clear(made, notes, whose)
        except StepFaultError as fault:
            return Rest(
                f"{made.group} on {self._host} could not be removed: {fault}. {_tokens(made)}. "
                "The next walk tries again, or remove it by hand.",
                failed=True,
            )

    def _clear(self, made: Made, notes: Journal, whose: str) -> Rest:
        found = self._look(made.number or made.group)
        if found is None:
            if made.settled:
                notes.cross_out(made)
                return Rest()
            return Rest(f"{self._host} has not made {made.group}, or not yet; the next walk looks again.")
        if not re.fullmatch(rf"{re.escape(made.group)}(-deletion_scheduled-\d+)?", _path(found), re.IGNORECASE):
            raise StepFaultError(f"group {made.number} is {_path(found)} now, a name that no walk gave it")
        self._asker.patience.tell(f"removing {_path(found)}{whose}")
        # Before it is deleted: its path is another one then.
        made = notes.number(made, int(found["id"]))
        if not _marked(found):
            self._delete(made, {})
        left = self._removed(made)
        if left.sentence:
            return left
        notes.cross_out(made)
        return left

    def _removed(self, made: Made) -> Rest:
        """Wait until a group that was deleted is gone, or until it is plain that it stays for now."""
        began, final = time.monotonic(), False
        while (left := self._look(made.number or made.group)) is not None:
            if time.monotonic() - began > _PATIENCE:
                return Rest(f"{self._host} is still removing {_path(left)}; the next walk looks again.")
            if _marked(left) and not final:
                final = True
                # Where deletion waits some days, a subgroup that is marked for it may be removed at once by this.
                refusal = self._delete(made, {"permanently_remove": "true", "full_path": _path(left)})
                if refusal:
                    return Rest(_kept(left, self._host, refusal, made))
            else:
                time.sleep(_PAUSE)
        return Rest()

    def _look(self, name: str | int) -> dict[str, Any] | None:
        answer = self._ask("GET", name, {"with_projects": "false"})
        return None if answer.status == HTTPStatus.NOT_FOUND else answer.accepted().table()

    def _delete(self, made: Made, query: Mapping[str, str]) -> str:
        """Delete a group; give the refusal, if it is one of deleting it for good."""
        answer = self._ask("DELETE", made.number or made.group, query)
        # An attempt whose answer was lost may have done it.
        if answer.well or answer.status == HTTPStatus.NOT_FOUND or (answer.uncertain and not query):
            return ""
        return answer.said if query else answer.accepted().said

    def _ask(self, method: str, name: str | int, query: Mapping[str, str]) -> Answer:
        address = f"{self._api}/groups/{quote(str(name), safe='')}"
        return self._asker.ask(method, address, headers=self._headers, params=query)


def _path(found: Mapping[str, Any]) -> str:
    return str(found.get("full_path"))


def _marked(found: Mapping[str, Any]) -> bool:
    return bool(found.get("marked_for_deletion_on"))


def _kept(left: Mapping[str, Any], host: str, refusal: str, made: Made) -> str:
    return (
        f"{_path(left)} stays on {host}: it is marked for deletion since {left['marked_for_deletion_on']}, and its "
        f"removal at once was refused ({refusal}). GitLab removes it after the days for which it keeps what is "
        f"deleted. {_tokens(made)}."
    )


def _tokens(made: Made) -> str:
    # A walk that goes on over midnight makes its last tokens a day later.
    last = datetime.fromisoformat(made.since) + LIFE + timedelta(days=1)
    return f"Its tokens are void by {last.date().isoformat()} at the latest"
