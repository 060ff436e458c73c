"""What a walk makes on a GitLab of one's own, and takes away again.

Everything lies in one private group with a name that nobody else has; with it goes all that the walk made. Sources:
https://docs.gitlab.com/api/groups/, .../projects/, .../deploy_tokens/, .../project_access_tokens/.
"""

import json
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path as File
from typing import Any
from urllib.parse import quote

import requests
from gitlab import Gitlab
from gitlab.exceptions import GitlabError

from registry_guide.address import Address
from registry_guide.practice.vocabulary import TokenKind
from registry_guide.practice.world import TokenSpec
from registry_guide.walk.errors import WalkError
from registry_guide.walk.witness import authorities

PREFIX = "registry-guide-check-"
# The user name of every deploy token, so that one value of the reader's fits all of them.
USERNAME = "registry-guide"
_PATIENCE = 20.0  # seconds that GitLab may take to remove the group
_LIFE = timedelta(days=2)
_ADDRESSES = {TokenKind.DEPLOY: "deploy_tokens", TokenKind.PROJECT: "access_tokens", TokenKind.GROUP: "access_tokens"}


@dataclass(frozen=True)
class Account:
    """A GitLab: its address, a group in which the walk may make a group, and a personal access token with scope api."""

    address: Address
    namespace: str
    token: str

    @property
    def host(self) -> str:
        """Where it is, as people say it."""
        return self.address.name

    def __repr__(self) -> str:
        return f"Account({self.host}, {self.namespace})"


class RefusedError(Exception):
    """GitLab refused a call; `str()` is what it said, with the status."""


@dataclass(frozen=True)
class Corner:
    """What one path has for itself: a group with one project, by number and full path."""

    group_id: int
    group: str
    project_id: int
    project: str


class Scratch:
    """The group of one walk on a GitLab.

    It changes nothing outside of that group. Calls wait when GitLab says that they come too fast.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.version = ""
        self._group: dict[str, Any] = {}
        self._count = 0
        # The library's session is not for several threads at a time.
        self._lock = threading.Lock()
        trusted = authorities(os.environ)
        self._gitlab = Gitlab(
            account.address.url,
            private_token=account.token,
            ssl_verify=trusted if trusted else True,
            timeout=30,
            user_agent="registry-guide-walk",
            keep_base_url=True,
        )

    def find(self) -> str:
        """Look whether the account is what it should be; give the full path of its group.

        Raises:
            WalkError: no GitLab answers there, or the token or group is of no use.
        """
        host, namespace = self.account.host, self.account.namespace
        try:
            self.version = str(self._call("get", "/version")["version"])
            found = self._call("get", f"/groups/{quote(namespace, safe='')}?with_projects=false")
        except RefusedError as refusal:
            status = str(refusal).partition(" ")[0]
            sentence = {
                "401": f"{host} does not know the token",
                "404": f"{host} shows this token no group {namespace} (a user's own namespace holds no groups)",
            }
            raise WalkError(f"{sentence.get(status, f'{host} refuses')}: {refusal}.") from None
        self._group = {"parent": found["id"]}
        return str(found["full_path"])

    def make(self, name: str) -> None:
        """Make the walk's own group in the namespace.

        Raises:
            WalkError: GitLab refused.
        """
        values = {"name": name, "path": name, "parent_id": self._group["parent"], "visibility": "private"}
        try:
            self._group = self._call("post", "/groups", values)
        except RefusedError as refusal:
            raise WalkError(f"No group can be made in {self.account.namespace}: {refusal}.") from None

    def corner(self) -> Corner:
        """Make a group and a project for one path.

        Raises:
            WalkError: GitLab refused.
        """
        with self._lock:
            self._count += 1
            name = f"path-{self._count}"
        values = {"name": name, "path": name, "visibility": "private"}
        try:
            group = self._call("post", "/groups", {**values, "parent_id": self._group["id"]})
            named = {"name": "my-project", "path": "my-project", "visibility": "private"}
            project = self._call("post", "/projects", {**named, "namespace_id": group["id"]})
        except RefusedError as refusal:
            raise WalkError(f"No project can be made in {self._group['full_path']}: {refusal}.") from None
        return Corner(group["id"], group["full_path"], project["id"], project["path_with_namespace"])

    def token(self, corner: Corner, spec: TokenSpec) -> str:
        """Make a token of a world's kind for a corner's project or group, void in two days; give its secret.

        Raises:
            RefusedError: GitLab makes no such token.
        """
        place = f"/projects/{corner.project_id}" if spec.project else f"/groups/{corner.group_id}"
        values: dict[str, Any] = {
            "name": spec.title,
            "scopes": list(spec.scopes),
            "expires_at": (datetime.now(UTC) + _LIFE).date().isoformat(),
        }
        if spec.kind is TokenKind.DEPLOY:
            values["username"] = USERNAME
        if spec.role is not None:
            values["access_level"] = int(spec.role)
        return str(self._call("post", f"{place}/{_ADDRESSES[spec.kind]}", values)["token"])

    def upload(self, url: str, fields: Mapping[str, str], file_name: str, content: bytes) -> None:
        """Publish a file to the address of a corner's project.

        Raises:
            RefusedError: GitLab refused.
        """
        # The library's own way to send files knows no field but `file`.
        files = {"content": (file_name, content, "application/octet-stream")}
        credentials = USERNAME, self.account.token
        try:
            with self._lock:
                answer = self._gitlab.session.post(
                    url,
                    dict(fields),
                    files=files,
                    auth=credentials,
                    timeout=self._gitlab.timeout,
                    verify=self._gitlab.ssl_verify,
                )
        except requests.RequestException as error:
            raise self._unreached(error) from None
        if answer.status_code != HTTPStatus.CREATED:
            raise RefusedError(f"{answer.status_code} {answer.text[:200]}")

    def remove(self, path: str) -> str:
        """Remove the group of that full path, which a walk made, with all that lies in it.

        Gives a sentence if GitLab keeps it for a while. Raises WalkError if GitLab refused.
        """
        assert re.fullmatch(rf".+/{PREFIX}[0-9a-f]+", path)
        deadline = time.monotonic() + _PATIENCE
        final = False
        try:
            found = self._look(f"/groups/{quote(path, safe='')}")
            if found is None:
                return ""
            address = f"/groups/{found['id']}"
            if not found.get("marked_for_deletion_on"):
                self._call("delete", address)
            # Where deletion waits some days, a subgroup that is marked for it may be removed at once by a second call.
            while (left := self._look(address)) is not None:
                if time.monotonic() > deadline:
                    return f"{self.account.host} is still removing {path}."
                if left.get("marked_for_deletion_on") and not final:
                    final = True
                    self._call("delete", address, permanently_remove="true", full_path=left["full_path"])
                else:
                    time.sleep(0.5)
        except RefusedError as refusal:
            if final:
                return f"{self.account.host} has marked {path} for deletion, and removes it when its time has come."
            raise WalkError(f"{path} could not be removed: {refusal}. Remove it by hand.") from None
        return ""

    def _look(self, address: str) -> dict[str, Any] | None:
        try:
            return self._call("get", f"{address}?with_projects=false")
        except RefusedError as refusal:
            if str(refusal).startswith("404"):
                return None
            raise

    def _call(self, verb: str, address: str, values: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        call: Callable[..., Any] = getattr(self._gitlab, f"http_{verb}")
        try:
            with self._lock:
                answer = call(address, **({} if values is None else {"post_data": values}), **more)
        except GitlabError as error:
            raise RefusedError(f"{error.response_code} {error.error_message}") from None
        except requests.RequestException as error:
            raise self._unreached(error) from None
        return answer if isinstance(answer, dict) else {}

    def _unreached(self, error: requests.RequestException) -> WalkError:
        return WalkError(f"{self.account.host} cannot be reached: {error}.")


@contextmanager
def scratch(account: Account, record: File, tell: Callable[[str], None]) -> Iterator[Scratch]:
    """Have a group of the walk's own on a GitLab while the block runs; it is removed however the block ends.

    Args:
        account: where.
        record: a file that names the group while it exists, so that the next walk removes what a killed one left.
        tell: told what is made and removed.

    Raises:
        WalkError: it could not be made, or not be removed.
    """
    place = Scratch(account)
    namespace = place.find()
    left = _recorded(record, account.host)
    if left:
        tell(f"removing {left}, which an earlier walk left on {account.host}")
        _remove(place, left, record, tell)
    name = f"{PREFIX}{secrets.token_hex(4)}"
    path = f"{namespace}/{name}"
    record.parent.mkdir(parents=True, exist_ok=True)
    # Before it is made: whatever interrupts the making, the name is known.
    record.write_text(json.dumps({"host": account.host, "group": path}), "utf-8")
    tell(f"making the private group {path} on {account.host} (GitLab {place.version})")
    try:
        place.make(name)
        yield place
    finally:
        tell(f"removing {path}")
        _remove(place, path, record, tell)


def _remove(place: Scratch, path: str, record: File, tell: Callable[[str], None]) -> None:
    rest = place.remove(path)
    if rest:
        tell(rest)
    record.unlink(missing_ok=True)


def _recorded(record: File, host: str) -> str:
    """Give the group that an earlier walk made on this host and did not remove, or nothing."""
    try:
        table = json.loads(record.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(table["group"]) if table.get("host") == host else ""
