"""What a walk makes on a GitLab of one's own.

Everything lies in one private group with a name that nobody else has; with it goes all that the walk made. Sources:
https://docs.gitlab.com/api/groups/, .../projects/, .../deploy_tokens/, .../project_access_tokens/.
"""

import os
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from registry_guide.practice.world.vocabulary import TokenKind
from registry_guide.practice.world.world import TokenSpec
from registry_guide.walk.errors import StepFaultError, WalkError
from registry_guide.walk.gitlab.account import Account
from registry_guide.walk.gitlab.journal import Journal, Made, journal
from registry_guide.walk.gitlab.relay import authorities, trust
from registry_guide.walk.gitlab.removal import LIFE, Remover, Rest
from registry_guide.walk.requests.answer import Answer
from registry_guide.walk.requests.asker import Asker, Patience
from registry_guide.walk.requests.fetch import upload

PREFIX = "registry-guide-check-"
# The username of every deploy token, so that one value of the reader's fits all of them.
USERNAME = "registry-guide"
_ADDRESSES = {TokenKind.DEPLOY: "deploy_tokens", TokenKind.PROJECT: "access_tokens", TokenKind.GROUP: "access_tokens"}
# What GitLab answers if a place of that path is there already.
_TAKEN = (HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT)


class RefusedError(Exception):
    """GitLab refused a call; `str()` is what it said, with the status."""


@dataclass(frozen=True)
class RouteProject:
    """What one path has for itself: a group with one project, by number and full path."""

    group_id: int
    group: str
    project_id: int
    project: str


class WalkGroup:
    """The group of one walk on a GitLab, of use to several threads at a time. It changes nothing outside of that group.

    Args:
        account: where.
        patience: with GitLab.

    Raises:
        WalkError: the file of the authorities that are trusted is none.
    """

    def __init__(self, account: Account, patience: Patience) -> None:
        self.account = account
        self.version = ""
        self.asker = Asker(patience, _trusted())
        self._group: dict[str, Any] = {}
        self._count = 0
        self._lock = threading.Lock()

    def find(self) -> str:
        """Look whether the account is what it should be; give the full path of its group.

        Raises:
            WalkError: no GitLab answers there, or the token or group is of no use.
        """
        host, namespace = self.account.host, self.account.namespace
        sentences: dict[int, str] = {
            HTTPStatus.UNAUTHORIZED: f"{host} does not know the token",
            HTTPStatus.NOT_FOUND: f"{host} shows this token no group {namespace} "
            "(a user's own namespace holds no groups)",
        }
        try:
            about = self._call("GET", "/version")
            found = about if not about.well else self._call("GET", f"/groups/{_path(namespace)}?with_projects=false")
            if not found.well:
                raise WalkError(f"{sentences.get(found.status, f'{host} refuses {found.request}')}: {found.said}.")
            self.version = str(_field(about, "version"))
            self._group = {"parent": _field(found, "id")}
            return str(_field(found, "full_path"))
        except StepFaultError as fault:
            raise WalkError(f"{fault}.") from None

    def make(self, path: str) -> int:
        """Make the walk's own group, which sends no mail from its first moment on; give its number.

        Args:
            path: its full path, in the namespace.

        Raises:
            WalkError: it could not be made, or GitLab does not say whether it was.
            RefusedError: GitLab made nothing.
        """
        # Source of emails_enabled: https://docs.gitlab.com/api/groups/#create-a-group
        values = {"parent_id": self._group["parent"], "visibility": "private", "emails_enabled": False}
        try:
            self._group = self._made("/groups", f"/groups/{_path(path)}", path.rpartition("/")[2], values)
            return int(_entry(self._group, "id"))
        except StepFaultError as fault:
            raise WalkError(f"{fault}.") from None

    @property
    def mails(self) -> bool:
        """Whether GitLab sends mail about the walk's group all the same."""
        return self._group.get("emails_enabled") is True

    def route_project(self) -> RouteProject:
        """Make a group and a project for one path.

        Raises:
            StepFaultError: GitLab refused, or does not answer.
        """
        with self._lock:
            self._count += 1
            name = f"path-{self._count}"
        above = str(_entry(self._group, "full_path"))
        values = {"visibility": "private"}
        try:
            inside = {**values, "parent_id": self._group["id"]}
            group = self._made("/groups", f"/groups/{_path(f'{above}/{name}')}", name, inside)
            inside = {**values, "namespace_id": _entry(group, "id")}
            there = f"/projects/{_path(f'{above}/{name}/my-project')}"
            project = self._made("/projects", there, "my-project", inside)
        except RefusedError as refusal:
            raise StepFaultError(f"no project could be made in {above}: {refusal}") from None
        return RouteProject(
            int(group["id"]),
            str(_entry(group, "full_path")),
            int(_entry(project, "id")),
            str(_entry(project, "path_with_namespace")),
        )

    def token(self, route_project: RouteProject, spec: TokenSpec) -> str:
        """Make a token of a world's kind for a route's project or group, void in two days; give its secret.

        Raises:
            RefusedError: GitLab makes no such token.
            StepFaultError: it does not answer.
        """
        place = f"/projects/{route_project.project_id}" if spec.project else f"/groups/{route_project.group_id}"
        values: dict[str, Any] = {
            "name": spec.title,
            "scopes": list(spec.scopes),
            "expires_at": (datetime.now(UTC) + LIFE).date().isoformat(),
        }
        if spec.kind is TokenKind.DEPLOY:
            values["username"] = USERNAME
        if spec.role is not None:
            values["access_level"] = int(spec.role)
        answer = self._call("POST", f"{place}/{_ADDRESSES[spec.kind]}", values)
        if not answer.well:
            raise RefusedError(answer.said)
        return str(_field(answer, "token"))

    def upload(self, url: str, fields: Mapping[str, str], file_name: str, content: bytes) -> None:
        """Publish a file to the address of a route's project.

        Raises:
            StepFaultError: GitLab refused, or does not answer.
        """
        upload(url, fields, file_name, content, self.asker, self.account.token)

    def remover(self) -> Remover:
        """Give what removes groups of the walk's from this GitLab, also once the walk is to end."""
        lasting = self.asker.with_patience(Patience(self.asker.patience.tell))
        return Remover(lasting, self.account.host, f"{self.account.address.url}/api/v4", self.account.token)

    def _made(self, address: str, there: str, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Make a group or project; take the one that an attempt made whose answer was lost."""
        answer = self._call("POST", address, {"name": name, "path": name, **values})
        if answer.uncertain and answer.status in _TAKEN:
            answer = self._call("GET", there)
        if not answer.well:
            raise RefusedError(answer.said)
        return answer.table()

    def _call(self, method: str, address: str, values: Mapping[str, Any] | None = None) -> Answer:
        request = {"headers": {"Private-Token": self.account.token}, **({} if values is None else {"json": values})}
        return self.asker.ask(method, f"{self.account.address.url}/api/v4{address}", **request)


def _trusted() -> ssl.SSLContext:
    try:
        return trust(os.environ)
    except OSError as error:
        reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
        raise WalkError(f"The authorities in {authorities(os.environ)} cannot be read: {reason}.") from None


def _path(path: str) -> str:
    return quote(path, safe="")


def _field(answer: Answer, name: str) -> Any:
    return _entry(answer.table(), name)


def _entry(table: Mapping[str, Any], name: str) -> Any:
    if name not in table:
        raise StepFaultError(f"an answer without {name} is no answer of GitLab's")
    return table[name]


@contextmanager
def walk_group(account: Account, record: Path, patience: Patience) -> Iterator[WalkGroup]:
    """Have a group of the walk's own on a GitLab while the block runs; it is removed however the block ends.

    What earlier walks left there is removed first, or named.

    Args:
        account: where.
        record: a file that names each group from before it is made until it is gone.
        patience: with GitLab; it is told what is made and removed.

    Raises:
        WalkError: it could not be made, or not be removed.
    """
    place, tell = WalkGroup(account, patience), patience.tell
    with journal(record) as notes:
        namespace = place.find()
        remover = place.remover()
        for left in notes.rows():
            if left.host == account.host:
                _told(tell, remover.clear(left, notes, f", which an earlier walk left on {account.host}"))
            else:
                tell(f"An earlier walk left {left.group} on {left.host}; a walk there removes it.")
        path = f"{namespace}/{PREFIX}{secrets.token_hex(4)}"
        made = notes.note(account.host, path)
        tell(f"making the private group {path} on {account.host} (GitLab {place.version})")
        try:
            made = notes.number(made, place.make(path))
            if place.mails:
                tell(f"{account.host} mails you about each group that the walk makes and removes")
            yield place
        except RefusedError as refusal:
            notes.cross_out(made)
            raise WalkError(f"No group can be made in {account.namespace}: {refusal}.") from None
        except BaseException:
            # What ended the walk is told, too.
            _told(tell, _cleared(remover, made, notes, tell))
            raise
        rest = _cleared(remover, made, notes, tell)
        if rest.failed:
            raise WalkError(rest.sentence)
        _told(tell, rest)


def _told(tell: Callable[[str], None], rest: Rest) -> None:
    if rest.sentence:
        tell(rest.sentence)


def _cleared(remover: Remover, made: Made, notes: Journal, tell: Callable[[str], None]) -> Rest:
    try:
        return remover.clear(made, notes)
    except BaseException:
        tell(f"{made.group} may still be on {made.host}; the next walk removes it.")
        raise
