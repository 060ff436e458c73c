"""The requests that a real GitLab was asked, and how far an answer of the practice registry is the same."""

import hashlib
import html
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from registry_guide.practice import differences

HERE = Path(__file__).with_name("real")
API = "https://gitlab.example.com/api/v4"
HEADERS = (
    "accept-ranges",
    "allow",
    "cache-control",
    "content-disposition",
    "content-type",
    "etag",
    "link",
    "location",
    "vary",
    "www-authenticate",
)
# The day on which the real one was asked, and the days of its requests and answers counted from it.
_ASKED = date(2026, 11, 25)
_DAYS = ("2026-12-04", "2027-11-25")
# Values that no two registries share.
_OWN = {"created_at", "last_activity_at", "id", "user_id", "token"}
# The number at the end of a package's page is one of them.
_NUMBER = re.compile(r"(?<=/-/packages)/\d+$")
_PAGE = re.compile(
    r"<!DOCTYPE html>\n        <html>\n          <head>\n            <title>(?P<title>[^<]*)</title>\n"
    r"          </head>\n          <body>\n            <h1>(?P=title)</h1>\n            (?P<links>.*)\n"
    r"          </body>\n        </html>\n"
)
_LINK = re.compile(r'<a href="([^"]*)" data-requires-python="([^"]*)">([^<]*)</a>')


@dataclass(frozen=True)
class Row:
    """A request and the real GitLab's answer; `instance` names the settings of another world."""

    name: str
    request: Mapping[str, Any]
    answer: Mapping[str, Any]
    instance: str = ""

    @property
    def answered(self) -> bool:
        """Tell whether the real GitLab's answer is known, and not only that it was a good one."""
        return "headers" in self.answer


def rows(name: str) -> list[Row]:
    """Read the rows of one file, in order."""
    lines = [json.loads(line) for line in (HERE / f"{name}-18.9.jsonl").read_text("utf-8").splitlines()]
    if name == "conformance":
        answers = [json.loads(line) for line in (HERE / "answers-18.9.jsonl").read_text("utf-8").splitlines()]
        return [Row(line["what"], line["request"], answers[line["answer"]], line.get("instance", "")) for line in lines]
    between = tomllib.loads((HERE / "between.toml").read_text("utf-8"))["upload"]
    found = []
    for line in lines:
        found += [_upload(each) for each in between if each["before"] == line["n"]]
        found.append(Row(f"{line['n']} {line['sequence']}: {line['what']}", line["request"], line["answer"]))
    return found


def _upload(package: Mapping[str, Any]) -> Row:
    """Make the upload of a package of which a later answer tells; 201 is all that is known of its own."""
    fields = {"version": "1.0", "requires_python": ">=3.9", "sha256_digest": "right"} | dict(package)
    request = {
        "method": "POST",
        "address": "/api/v4/projects/private%2Fproject/packages/pypi",
        "token": "developer",
        "how": "basic",
        "fields": {name: value for name, value in fields.items() if name != "before"},
        "file": f"between-{package['before']}.tar.gz",
        "content": f"{package['name']} {package['before']}",
    }
    return Row(f"before {package['before']}: {package['name']}", request, {"status": 201})


def declared(name: str) -> dict[str, set[str]]:
    """Give the parts in which rows of a file are declared to differ, by the row's name."""
    if name == "conformance":
        return {}
    known = {number: set(each.parts) for each in differences.read().differs for number in each.rows}
    numbers = {row.name: int(row.name.partition(" ")[0]) for row in rows(name) if row.answered}
    return {name: known[number] for name, number in numbers.items() if number in known}


def today(text: str) -> str:
    """Put today's days in place of those of the real run, and GitLab's usual user for SSH in place of its machine's."""
    text = text.replace("root@gitlab.example.com:", "git@gitlab.example.com:")
    for day in _DAYS:
        text = text.replace(day, str(date.today() + (date.fromisoformat(day) - _ASKED)))
    return text


class Asker:
    """Sends rows' requests to a practice registry."""

    def __init__(self, client: httpx.Client, tokens: Mapping[str, str]) -> None:
        self._client = client
        self._tokens = tokens
        self._etag = ""

    def ask(self, row: Row) -> httpx.Response:
        """Send a row's request as the real GitLab was sent it."""
        asked = row.request
        headers = {"Host": "gitlab.example.com", **asked.get("headers", {})}
        if "If-None-Match" in headers:
            headers["If-None-Match"] = self._etag
        more: dict[str, Any] = {}
        token = asked.get("token")
        if token is not None:
            secret = token["text"] if isinstance(token, dict) else self._tokens[token]
            user = asked.get("user", "gitlab-ci-token" if isinstance(token, str) and token.startswith("job") else "x")
            match asked.get("how"):
                case "basic":
                    more["auth"] = (user, secret)
                case "raw-basic":
                    headers["Authorization"] = f"Basic {secret}"
                case "bearer":
                    headers["Authorization"] = f"Bearer {secret}"
                case "private-query" | "job-query" as how:
                    more["params"] = {f"{how.removesuffix('-query')}_token": secret}
                case header:
                    headers[str(header)] = secret
        if "form" in asked:
            more["data"] = {name: today(str(value)) for name, value in asked["form"].items()}
        elif "body" in asked:
            more["content"] = _body(asked["body"])
        elif "fields" in asked or "file" in asked:
            more |= _form(asked)
        answer = self._client.request(asked["method"], self._address(asked["address"]), headers=headers, **more)
        self._etag = answer.headers.get("etag", self._etag)
        return answer

    def _address(self, address: str) -> str:
        for found in re.finditer(r"\{(\w+):([^:}]*):?([^}]*)\}", address):
            address = address.replace(found[0], self._number(*found.groups()))
        return address

    def _number(self, kind: str, name: str, file: str) -> str:
        admin = {"Host": "gitlab.example.com", "PRIVATE-TOKEN": self._tokens["admin"]}
        base = "/api/v4/projects/private%2Fproject/packages"
        listed = self._client.get(f"{base}?package_name={name}&per_page=100", headers=admin).json()
        package = next(each["id"] for each in listed if each["name"] == name)
        if kind == "package":
            return str(package)
        files = self._client.get(f"{base}/{package}/package_files", headers=admin).json()
        return f"{package}/package_files/{next(each['id'] for each in files if each['file_name'] == file)}"


def _body(text: str) -> bytes:
    if text != "(309163 bytes)":
        return text.encode()
    part = '--edgeAAA\r\nContent-Disposition: form-data; name="f{}"\r\n\r\nx\r\n'
    return ("".join(part.format(number) for number in range(5000)) + "--edgeAAA--\r\n").encode()


def _form(asked: Mapping[str, Any]) -> dict[str, Any]:
    fields = dict(asked.get("fields", {}))
    content = b"x" * asked["size"] if "size" in asked else asked.get("content", "").encode()
    if fields.get("sha256_digest") == "right":
        fields["sha256_digest"] = hashlib.sha256(content).hexdigest()
    if "file" in asked:
        return {"data": fields, "files": {"content": (asked["file"], content)}}
    return {"files": {name: (None, value.encode()) for name, value in fields.items()}}


def differing(row: Row, answer: httpx.Response) -> set[str]:
    """Name the parts in which an answer is not the real one's: `status`, a header, `body`, `fields`."""
    real = row.answer
    found = set()
    if answer.status_code != real["status"]:
        found.add("status")
    if not row.answered:
        return found
    for name in HEADERS:
        if _header(name, answer.headers.get(name)) != _header(name, real["headers"].get(name)):
            found.add(name)
    length = real["headers"].get("content-length")
    if length is not None and answer.headers.get("content-length") != length:
        found.add("content-length")
    found |= set(_body_differences(row, answer))
    return found


def _header(name: str, value: str | None) -> str | None:
    if name == "etag" and value is not None:
        return re.sub(r"[0-9a-f]{32}", "...", value)
    return value


def _body_differences(row: Row, answer: httpx.Response) -> Iterator[str]:
    real = row.answer["body"]
    if real == "<the file>":
        if row.request["method"] != "HEAD" and hashlib.sha256(answer.content).hexdigest() not in row.request["address"]:
            yield "body"
    elif isinstance(real, str):
        if answer.text != today(real):
            yield "body"
    elif "title" in real:
        page = _PAGE.fullmatch(answer.text)
        links = [
            [address.replace(API, "~"), html.unescape(python), text]
            for address, python, text in _LINK.findall(page["links"] if page else "")
        ]
        # In no promised order: a database gives a row that was changed last. Of a cut page only the first are known.
        given, wanted = Counter(map(tuple, links)), Counter(map(tuple, real["links"]))
        title = html.unescape(page["title"]) if page else ""
        if title != real["title"] or wanted - given or (given - wanted and not real.get("cut")):
            yield "body"
    else:
        try:
            given = answer.json()
        except ValueError:
            yield "body"
            return
        yield from _json_differences(given, json.loads(today(json.dumps(real["json"]))), real.get("cut", False))


def _json_differences(given: Any, real: Any, cut: bool) -> set[str]:
    """Compare values: `body` where one differs or is not GitLab's, `fields` where GitLab gives more."""
    if isinstance(real, list):
        if not isinstance(given, list) or len(given) != len(real):
            return {"body"}
        return {part for mine, its in zip(given, real, strict=True) for part in _json_differences(mine, its, cut)}
    if isinstance(given, str) and isinstance(real, str):
        return set() if _NUMBER.sub("/…", given) == _NUMBER.sub("/…", real) else {"body"}
    if not isinstance(real, dict):
        return set() if given == real else {"body"}
    if not isinstance(given, dict):
        return {"body"}
    found = set()
    for name, value in given.items():
        if name not in real:
            found |= set() if cut else {"body"}
        elif name not in _OWN:
            found |= _json_differences(value, real[name], cut)
    return found | ({"fields"} if set(real) - set(given) else set())
