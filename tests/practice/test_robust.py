"""Nothing is lost and nothing breaks: kills, full disks, clients that hang up, dawdle or lie."""

import hashlib
import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from registry_guide.practice.api import upload_rules
from registry_guide.practice.running import Running, practice
from tests.waiting import until

ADDRESS = "/api/v4/projects/private%2Fproject/packages/pypi"
BOUNDARY = "----edge"


@pytest.fixture
def running(registry: Callable[[str], Running]) -> Running:
    return registry("")


def upload(running: Running, name: str, content: bytes, version: str = "1.0") -> int:
    sent = httpx.post(
        f"{running.plain}/api/v4/projects/1/packages/pypi",
        auth=("", running.tokens["owner" if "owner" in running.tokens else "deploy_token"]),
        data={"name": name, "version": version, "sha256_digest": hashlib.sha256(content).hexdigest()},
        files={"content": (f"{name}-{version}.tar.gz", content)},
        timeout=30,
    )
    return sent.status_code


def published(running: Running, name: str) -> list[bytes]:
    """Download every file of a package."""
    auth = ("", running.tokens["owner" if "owner" in running.tokens else "deploy_token"])
    page = httpx.get(f"{running.plain}/api/v4/projects/1/packages/pypi/simple/{name}/", auth=auth)
    if page.status_code != 200:
        return []
    return [httpx.get(address, auth=auth).content for address in re.findall(r'href="([^"#]+)#', page.text)]


def part(name: str, value: bytes, file_name: str | None = None) -> bytes:
    disposition = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name is not None else "")
    return f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n".encode() + value + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def send(running: Running, body: bytes, **headers: str) -> httpx.Response:
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Host": "gitlab.example.com", **headers}
    with httpx.Client(trust_env=False, timeout=30) as client:
        return client.post(f"{running.plain}{ADDRESS}", content=body, headers=kind, auth=("", running.tokens["owner"]))


def raw(running: Running, data: bytes, *, close: bool = False) -> bytes:
    """Send bytes as they are; give what comes back."""
    place = urlsplit(running.plain)
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        connection.sendall(data)
        if close:
            return b""
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while more := connection.recv(65536):
            answer += more
        return answer


def half_an_upload(running: Running, token: str) -> bytes:
    head = (
        f"POST /api/v4/projects/1/packages/pypi HTTP/1.1\r\nHost: gitlab.example.com\r\nPRIVATE-TOKEN: {token}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 9000000\r\n\r\n"
    )
    fields = part("name", b"half") + part("version", b"1.0")
    return head.encode() + fields + part("content", b"x" * 200_000, "half-1.0.tar.gz")[:-2]


def incoming(running: Running) -> list[Path]:
    return list((running.state / "files").glob("incoming-*"))


def test_a_kill_in_the_middle_loses_nothing_and_keeps_nothing_half(tmp_path: Path) -> None:
    state = tmp_path / "state"
    contents = {f"whole-{number}": os.urandom(5000) for number in range(40)}
    done: list[str] = []
    with practice(state=state) as running:
        place = urlsplit(running.plain)
        token = running.tokens["personal_token"]
        with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
            connection.sendall(half_an_upload(running, token))
            until(lambda: bool(incoming(running)))

            def one(name: str) -> None:
                try:
                    if upload(running, name, contents[name]) == 201:
                        done.append(name)
                except httpx.TransportError:
                    return

            with ThreadPoolExecutor(4) as pool:
                for name in contents:
                    pool.submit(one, name)
                until(lambda: len(done) >= 10)
                os.kill(running.pid, signal.SIGKILL)
    assert done
    with practice(state=state) as again:
        assert incoming(again) == []
        assert published(again, "half") == []
        for name, content in contents.items():
            # An upload that the kill left unanswered may be there, but then it is there whole.
            assert published(again, name) in ([[content]] if name in done else [[], [content]])
        assert upload(again, "half", b"whole now") == 201
        assert published(again, "half") == [b"whole now"]


def test_a_kill_before_the_row_leaves_no_file_behind(tmp_path: Path) -> None:
    def kept(state: Path) -> list[Path]:
        return [path for path in (state / "files").rglob("*") if path.is_file()]

    state = tmp_path / "state"
    with practice(state=state) as running:
        assert upload(running, "before", b"stays") == 201
        count = len(kept(state))
        # Who holds the database keeps the upload from adding its row; its file is there already.
        with closing(sqlite3.connect(state / "registry.sqlite3")) as holder, ThreadPoolExecutor(1) as pool:
            holder.execute("BEGIN IMMEDIATE")
            sending = pool.submit(upload, running, "orphan", b"without a row")
            until(lambda: len(kept(state)) > count and not incoming(running))
            os.kill(running.pid, signal.SIGKILL)
            with pytest.raises(httpx.TransportError):
                sending.result()
    (state / "files" / "incoming-half").write_bytes(b"half")
    assert len(kept(state)) == count + 2
    command = [sys.executable, "-m", "registry_guide.cli", "practice", "--json", "--until-eof", "--state", str(state)]
    ended = subprocess.run(command, input="", capture_output=True, text=True, timeout=30, check=True)
    assert "Removed 2 files" in ended.stderr
    assert len(kept(state)) == count
    with practice(state=state) as again:
        assert published(again, "before") == [b"stays"]
        assert published(again, "orphan") == []
        assert upload(again, "orphan", b"without a row") == 201


def test_a_full_disk_keeps_nothing_half(tmp_path: Path) -> None:
    with practice(state=tmp_path / "state") as running:
        limits = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
        # The system then fails every write beyond the limit, as a full disk does.
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (300_000, limits[1]))
        assert upload(running, "big", os.urandom(1_000_000)) == 507
        assert incoming(running) == []
        assert published(running, "big") == []
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, limits)
        content = os.urandom(1_000_000)
        assert upload(running, "big", content) == 201
        assert published(running, "big") == [content]
        assert "disk is full" in running.log.read_text("utf-8")


def test_a_client_that_hangs_up_leaves_nothing(running: Running) -> None:
    raw(running, half_an_upload(running, running.tokens["owner"]), close=True)
    until(lambda: any(entry.status == 499 for entry in running.requests()))
    assert incoming(running) == []
    assert published(running, "half") == []


def test_of_many_uploads_of_one_file_one_wins(tmp_path: Path) -> None:
    with practice() as running, ThreadPoolExecutor(16) as pool:
        contents = [os.urandom(300_000) for _ in range(24)]
        statuses = list(pool.map(lambda content: upload(running, "contested", content), contents))
        assert sorted(statuses) == [201] + [400] * 23
        assert published(running, "contested") == [contents[statuses.index(201)]]
        # The bytes of those who lost are not kept either.
        kept = [path for path in (running.state / "files").glob("*/*") if path.stat().st_size == 300_000]
        assert len(kept) == 1


def test_a_large_file_streams(tmp_path: Path) -> None:
    size, block = 300 * 1024 * 1024, b"0123456789abcdef" * 65536

    def body() -> Iterator[bytes]:
        yield part("name", b"large") + part("version", b"1.0") + part("sha256_digest", b"3" * 64)
        yield part("content", b"", "large-1.0.tar.gz")[:-2]
        for _ in range(size // len(block)):
            yield block
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    with (
        practice() as running,
        httpx.Client(
            trust_env=False,
            timeout=120,
            auth=("", running.tokens["owner" if "owner" in running.tokens else "personal_token"]),
        ) as client,
    ):
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        sent = client.post(f"{running.plain}/api/v4/projects/1/packages/pypi", content=body(), headers=kind)
        assert sent.status_code == 201
        address = f"{running.plain}/api/v4/projects/1/packages/pypi/files/{'3' * 64}/large-1.0.tar.gz"
        with client.stream("GET", address) as answer:
            assert sum(map(len, answer.iter_raw())) == size
        memory = Path(f"/proc/{running.pid}/status").read_text("utf-8")
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", memory)
        assert int(peak) < 150 * 1024


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows.whl", "windows.whl"),
        ("/absolute-1.0.tar.gz", "absolute-1.0.tar.gz"),
        ("..", "_.."),
        (".", "_."),
        ("///", "_"),
        ("folder/", "folder"),
        ("passwd", "passwd"),
        ("a b%2F..-1.0.whl", "a_b_2F..-1.0.whl"),
        ("x\ty-1.0.whl", "x_y-1.0.whl"),
    ],
)
def test_file_names_stay_in_their_place(running: Running, given: str, kept: str) -> None:
    name = f"named-{hashlib.md5(given.encode(), usedforsecurity=False).hexdigest()[:8]}"
    parts = [part("name", name.encode()), part("version", b"1.0"), part("sha256_digest", b"4" * 64)]
    disposition = f'form-data; name="content"; filename="{given}"'.replace("\\", "\\\\").encode()
    content = b"--" + BOUNDARY.encode() + b"\r\nContent-Disposition: " + disposition + b"\r\n\r\nxyz\r\n"
    assert send(running, form(*parts, content)).status_code == 201
    page = httpx.get(f"{running.plain}{ADDRESS}/simple/{name}/", auth=("", running.tokens["owner"]))
    assert f">{kept}</a>" in page.text
    # As GitLab's route: it takes a name with an extension alone.
    (address,) = re.findall(r'href="([^"#]+)#', page.text)
    fetched = httpx.get(address, auth=("", running.tokens["owner"]), headers={"Host": "gitlab.example.com"})
    assert (fetched.status_code, fetched.content == b"xyz") == (
        (200, True) if re.search(r"\.[^.]+$", kept) else (404, False)
    )
    reason = "which nobody can download" in running.requests()[-3].why
    assert reason == (fetched.status_code == 404)
    inside = [path for path in (running.state / "files").rglob("*") if path.is_file()]
    assert all(re.fullmatch("[0-9a-f]{64}", path.name) for path in inside)


def test_a_file_without_a_name_is_none(running: Running) -> None:
    fields = [part("name", b"nameless"), part("version", b"1.0")]
    answer = send(running, form(*fields, part("content", b"x", "")))
    assert (answer.status_code, answer.text) == (400, '{"error":"content is missing"}')
    assert incoming(running) == [] and published(running, "nameless") == []


def test_nothing_of_a_name_is_cut(running: Running) -> None:
    def sent(name: str, version: str) -> int:
        fields = [part("name", name.encode()), part("version", version.encode())]
        return send(running, form(*fields, part("content", b"x", "long-1.0.tar.gz"))).status_code

    room = upload_rules.LONGEST_KEY
    whole = "n" * (room - 3)
    assert sent(whole, "1.0") == 201
    for name, version in ((whole + "n", "1.0"), ("n", "1." + "0" * room), ("n" * 70_000, "1.0"), ("n", "1" * 70_000)):
        assert sent(name, version) == 500
    listed = httpx.get(
        f"{running.plain}/api/v4/projects/private%2Fproject/packages?package_name=nnn",
        headers={"PRIVATE-TOKEN": running.tokens["owner"]},
    ).json()
    assert [row["name"] for row in listed] == [whole]


def test_a_letter_outside_ascii_in_a_file_name_breaks_the_packages_page_for_everybody(running: Running) -> None:
    def sent(name: str) -> int:
        fields = [part("name", b"breaks"), part("version", b"1.0"), part("sha256_digest", b"4" * 64)]
        disposition = f'Content-Disposition: form-data; name="content"; filename="{name}"'.encode()
        return send(
            running, form(*fields, b"--" + BOUNDARY.encode() + b"\r\n" + disposition + b"\r\n\r\nx\r\n")
        ).status_code

    def page(place: str) -> int:
        address = f"{running.plain}/api/v4/{place}/packages/pypi/simple"
        return httpx.get(f"{address}/breaks/", auth=("", running.tokens["admin"])).status_code

    places = ("projects/private%2Fproject", "groups/private/-")
    assert sent("breaks-1.0.tar.gz") == 201
    assert [page(place) for place in places] == [200, 200]
    assert sent("br\u00fcche-1.0.whl") == 201
    assert [page(place) for place in places] == [500, 500]
    # A name that GitLab has no room for breaks its own upload, and leaves nothing.
    assert sent(f"{'x' * 300}.tar.gz") == 500
    assert incoming(running) == []


BAD_BODIES = {
    "no form at all": b"hello",
    "a boundary only": f"--{BOUNDARY}\r\n".encode(),
    "headers without end": f"--{BOUNDARY}\r\nX: ".encode() + b"a" * 1_000_000,
    "a thousand headers": f"--{BOUNDARY}\r\n".encode() + b"X: y\r\n" * 1000 + b"\r\n",
    "a header of no form": f"--{BOUNDARY}\r\nnothing\r\n\r\nx\r\n--{BOUNDARY}--\r\n".encode(),
    "zeros": bytes(100_000),
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_a_400(running: Running, body: bytes) -> None:
    answer = send(running, body)
    assert (answer.status_code, answer.text) == (400, "Bad Request\n")
    assert incoming(running) == []


@pytest.mark.parametrize("last", [part("name", b"x"), part("content", b"x", "x-1.0.whl")], ids=["field", "file"])
def test_a_form_that_ends_within_a_part_breaks_what_reads_it(running: Running, last: bytes) -> None:
    answer = send(running, form(last)[:-10])
    assert (answer.status_code, answer.text) == (500, "Internal Server Error\n")
    assert incoming(running) == []


@pytest.mark.parametrize("number", [5000, 1_000_000])
def test_more_fields_than_gitlab_can_read_break_it(running: Running, number: int) -> None:
    answer = send(running, form(*[part("f", b"")] * number))
    assert (answer.status_code, answer.content) == (500, b"")
    files = [part(f"f{each}", b"x", "x") for each in range(11)]
    answer = send(running, form(*files))
    assert (answer.status_code, answer.text) == (400, "upload request contains more than 10 files\n")
    assert incoming(running) == []


def test_fields_as_large_as_you_like(running: Running) -> None:
    fields = [part("name", b"wordy"), part("version", b"1.0"), part("description", b"d" * 20_000_000)]
    ignored = [part("classifiers", b"c" * 20_000_000)]
    answer = send(running, form(*fields, *ignored, part("content", b"x", "wordy-1.0.tar.gz")))
    assert answer.status_code == 201


def test_bytes_that_are_no_text(running: Running) -> None:
    fields = [part("name", b"bytes"), part("version", b"1.0"), part("content", b"x", "b-1.0.whl")]
    for name in ("name", "summary", "classifiers"):
        for value in (b"\xff\xfe", b"a\x00b", b"\xc3"):
            answer = send(running, form(*fields, part(name, value)))
            assert (answer.status_code, answer.text) == (400, "Bad Request")
            assert answer.headers["Content-Type"].startswith("text/plain")
            assert "Vary" not in answer.headers
    assert send(running, form(*fields, part("summary", "\u00fc".encode()))).status_code == 201
    assert incoming(running) == []


API = b"/api/v4/projects/1/packages/pypi"


def get(path: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    return b"\r\n".join([method + b" " + path + b" HTTP/1.1", b"Host: gitlab.example.com", *headers, b"", b""])


REQUESTS = {
    "an unknown method": (get(b"/api/v4/user", method=b"BREW"), (400, 404)),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", (400,)),
    "invalid UTF-8 in the path": (get(b"/api/v4/projects/%ff%fe/packages/pypi/simple"), (400,)),
    "a null byte in the path": (get(b"/api/v4/projects/%00/packages/pypi/simple"), (400,)),
    "raw bytes in the path": (get(b"/api/v4/\xff\xfe"), (400, 404)),
    "dots in the path": (get(b"/../../../../etc/passwd"), (302,)),
    "encoded dots in a file's name": (get(API + b"/files/aa/..%2f..%2fetc%2fpasswd"), (400,)),
    "a line end in the name asked for": (get(API + b"/simple/x%0d%0aSet-Cookie:%20a"), (400,)),
    "a return in the name asked for": (get(API + b"/simple/x%0dSet-Cookie:%20a"), (302,)),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", (421,)),
    "no host": (b"GET / HTTP/1.0\r\n\r\n", (421,)),
    "a broken Basic": (get(API + b"/simple", b"Authorization: Basic \xff\xfe=="), (200,)),
    "a length that is none": (get(API, b"Content-Length: -5", method=b"POST"), (400,)),
}


@pytest.mark.parametrize(("request_bytes", "expected"), REQUESTS.values(), ids=REQUESTS)
def test_bad_requests_get_an_answer(running: Running, request_bytes: bytes, expected: tuple[int, ...]) -> None:
    answer = raw(running, request_bytes)
    status = int(answer.split(b" ", 2)[1])
    assert status in expected
    assert b"\r\nset-cookie" not in answer.lower()


def test_slow_clients_keep_nobody_waiting(running: Running) -> None:
    place = urlsplit(running.plain)
    slow = [socket.create_connection((place.hostname, place.port or 0), timeout=10) for _ in range(100)]
    try:
        for connection in slow:
            connection.sendall(b"POST /api/v4/projects/1/packages/pypi HTTP/1.1\r\nHost: gitlab.exam")
        began = time.monotonic()
        answer = httpx.get(f"{running.plain}/api/v4/projects/public%2Fproject/packages/pypi/simple")
        assert answer.status_code == 200
        assert time.monotonic() - began < 5
    finally:
        for connection in slow:
            connection.close()


def refused(size: int, *fields: str) -> bytes:
    head = ["POST /api/v4/projects/1/packages/pypi HTTP/1.1", "Host: gitlab.example.com", f"Content-Length: {size}"]
    return "\r\n".join([*head, *fields, "", ""]).encode()


def test_who_still_sends_what_is_refused_gets_the_answer(running: Running) -> None:
    place = urlsplit(running.plain)
    with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
        connection.sendall(refused(300_000, "Connection: close"))
        for _ in range(3):
            time.sleep(0.1)
            connection.sendall(b"x" * 100_000)
        assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")


def test_who_asks_first_or_stops_sending_is_answered_soon(running: Running) -> None:
    place = urlsplit(running.plain)
    for fields, limit in ((("Expect: 100-continue",), 1), ((), 5)):
        began = time.monotonic()
        with socket.create_connection((place.hostname, place.port or 0), timeout=10) as connection:
            connection.sendall(refused(9_000_000, "Connection: close", *fields))
            assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")
        assert time.monotonic() - began < limit


def test_direct_downloads_catch_leaked_credentials(registry: Callable[[str], Running]) -> None:
    running = registry("direct")
    auth = ("", running.tokens["owner"])
    page = httpx.get(f"{running.plain}{ADDRESS}/simple/my-package/", auth=auth)
    (address,) = re.findall(r'href="([^"#]+)#', page.text)
    location = httpx.get(address, auth=auth).headers["Location"]
    host, path = re.fullmatch(r"https://([^/]+)(/.+)", location).groups()  # type: ignore[union-attr]
    there, storage = f"{running.plain}{path}", {"Host": host}
    assert httpx.get(there, headers=storage).content.startswith(b"PK")
    assert httpx.get(there, headers=storage, auth=auth).status_code == 400
    assert httpx.get(there.replace("signature=", "signature=0"), headers=storage).status_code == 403
    assert any(entry.why.startswith("LEAK") for entry in running.requests())


def test_the_proxy_leads_nowhere_else(running: Running) -> None:
    proxy = urlsplit(running.proxy)
    for request in (
        b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n",
        b"CONNECT gitlab.example.com:22 HTTP/1.1\r\nHost: gitlab.example.com\r\n\r\n",
        b"CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET http://gitlab.example.com/ HTTP/1.1\r\nHost: gitlab.example.com\r\n\r\n",
    ):
        with socket.create_connection((proxy.hostname, proxy.port or 0), timeout=10) as connection:
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")
    assert {"example.org", "127.0.0.1"} <= {entry.host for entry in running.requests() if entry.status == 403}


def test_a_refused_address_is_told_once_and_without_its_secrets(running: Running) -> None:
    proxy = urlsplit(running.proxy)
    refused = {
        b"CONNECT told.example.org:443": "403 CONNECT told.example.org:443",
        b"CONNECT [::1]:8443": "403 CONNECT [::1]:8443",
        b"CONNECT told.example.org": "400 CONNECT told.example.org",
        b"GET http://someone:s3cret@told.example.org:81/a/b?key=s3cret": "400 GET told.example.org:81/a/b?…",
        b"GET http://told.example.org:81/a/b?key=s3cret": "403 GET told.example.org:81/a/b?…",
        b"GET http://told.example.org": "403 GET told.example.org",
    }
    before = len(running.requests())
    for request, told in refused.items():
        with socket.create_connection((proxy.hostname, proxy.port or 0), timeout=10) as connection:
            connection.sendall(request + b" HTTP/1.1\r\nHost: told.example.org\r\n\r\n")
            assert connection.recv(65536).startswith(f"HTTP/1.1 {told[:4]}".encode())
    entries = running.requests()[before:]
    assert [f"{each.status} {each.method} {each.host}{each.path}" for each in entries] == list(refused.values())
    page = httpx.get(f"{running.plain}/-/practice/requests").text
    assert "<code>CONNECT told.example.org:443</code>" in page
    assert "s3cret" not in page
