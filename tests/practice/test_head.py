"""Heads of requests: those that are too large, that never end, that break HTTP's rules, on every port that there is."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest

from registry_guide.practice.running import Running
from registry_guide.practice.serve.head import FIELDS, LINE, PATIENCE, WHOLE

HOST = b"Host: gitlab.example.com\r\n"
PORTS = ("plain", "address", "proxy")
FIRST = {"plain": b"GET / HTTP/1.1\r\n", "address": b"GET / HTTP/1.1\r\n"}
FIRST["proxy"] = b"CONNECT gitlab.example.com:443 HTTP/1.1\r\n"


@pytest.fixture
def running(registry: Callable[[str], Running]) -> Running:
    return registry("")


def connect(running: Running, port: str) -> socket.socket:
    place = urlsplit(getattr(running, port))
    connection = socket.create_connection((place.hostname, place.port or 0), timeout=10)
    if port != "address":
        return connection
    context = ssl.create_default_context(cafile=running.ca)
    return context.wrap_socket(connection, server_hostname="gitlab.example.com")


def ask(running: Running, port: str, head: bytes) -> tuple[int, bytes]:
    """Send a head; give the status and the whole answer, or 0 if there was none."""
    answer = b""
    with connect(running, port) as connection:
        # The answer may come before all was sent.
        with contextlib.suppress(OSError):
            connection.sendall(head)
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in answer and (more := connection.recv(65536)):
                answer += more
    return (int(answer.split(b" ", 2)[1]) if answer else 0), answer


def field(length: int) -> bytes:
    """Give a line of a head, of this length with its end."""
    return b"X: " + b"a" * (length - 5) + b"\r\n"


SIZES = {
    "the largest field": (field(LINE), 200),
    "a field too large": (field(LINE + 1), 400),
    "a field of a megabyte": (field(1_000_000), 400),
    "a whole as large as may be": (field(8000) * 4, 200),
    "a whole too large": (field(8000) * 4 + field(1000), 400),
    "as many fields as may be": (b"X: a\r\n" * (FIELDS - 1), 200),
    "too many fields": (b"X: a\r\n" * FIELDS, 400),
    "a hundred thousand fields": (b"X: a\r\n" * 100_000, 400),
}


@pytest.mark.parametrize("port", PORTS)
@pytest.mark.parametrize(("fields", "status"), SIZES.values(), ids=SIZES)
def test_a_head_has_its_size(running: Running, port: str, fields: bytes, status: int) -> None:
    found, _ = ask(running, port, FIRST[port] + HOST + fields + b"\r\n")
    assert found == status
    if status == 400 and port != "proxy":
        assert ask(running, port, FIRST[port] + HOST + b"\r\n")[0] == 200


@pytest.mark.parametrize("port", ["plain", "address"])
def test_a_line_too_long_is_a_414(running: Running, port: str) -> None:
    for length, status in ((LINE - 1, 302), (LINE, 414), (10 * WHOLE, 414)):
        path = b"/" + b"a" * length
        assert ask(running, port, b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")[0] == status
    entries = [entry for entry in running.requests() if entry.status == 414]
    assert entries and all("longer than" in entry.why for entry in entries)


FORBIDDEN = {
    "two hosts": (b"GET / HTTP/1.1\r\n" + HOST + HOST, 400),
    "no host": (b"GET / HTTP/1.1\r\n", 400),
    "an empty host": (b"GET / HTTP/1.1\r\nHost:\r\n", 400),
    "a user in the host": (b"GET / HTTP/1.1\r\nHost: me@gitlab.example.com\r\n", 400),
    "a list of hosts": (b"GET / HTTP/1.1\r\nHost: gitlab.example.com, evil.example\r\n", 400),
    "a path in the host": (b"GET / HTTP/1.1\r\nHost: gitlab.example.com/x\r\n", 400),
    "a port that is none": (b"GET / HTTP/1.1\r\nHost: gitlab.example.com:x\r\n", 400),
    "a folded field": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n", 400),
    "a blank before the colon": (b"GET / HTTP/1.1\r\nHost : gitlab.example.com\r\n", 400),
    "a blank before the first field": (b"GET / HTTP/1.1\r\n " + HOST, 400),
    "a return alone": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\rb\r\n", 400),
    "a line feed alone": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\nY: b\r\n", 400),
    "a null byte": (b"GET / HTTP/1.1\r\n" + HOST + b"X: a\0\r\n", 400),
    "a field without a name": (b"GET / HTTP/1.1\r\n" + HOST + b": a\r\n", 400),
    "a name that is none": (b"GET / HTTP/1.1\r\n" + HOST + b"X(: a\r\n", 400),
    "an address with another host": (b"GET http://evil.example/ HTTP/1.1\r\n" + HOST, 421),
    "an address whose host counts": (b"GET http://gitlab.example.com HTTP/1.1\r\nHost: evil.example\r\n", 200),
    "an address with a user": (b"GET http://me@gitlab.example.com/ HTTP/1.1\r\n" + HOST, 400),
    "an address of another scheme": (b"GET ftp://gitlab.example.com/ HTTP/1.1\r\n" + HOST, 400),
    "a tunnel": (b"CONNECT gitlab.example.com:443 HTTP/1.1\r\n" + HOST, 400),
    "an asterisk": (b"GET * HTTP/1.1\r\n" + HOST, 400),
    "no path": (b"GET x HTTP/1.1\r\n" + HOST, 400),
    "a fragment": (b"GET /#x HTTP/1.1\r\n" + HOST, 400),
    "another version": (b"GET / HTTP/2.0\r\n" + HOST, 505),
    "no version": (b"GET /\r\n", 505),
    "two lengths": (b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\nContent-Length: 1\r\n", 400),
    "a length and chunks": (
        b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        400,
    ),
    "chunks in 1.0": (b"POST / HTTP/1.0\r\n" + HOST + b"Transfer-Encoding: chunked\r\n", 400),
    "another coding": (b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: gzip, chunked\r\n", 501),
}


@pytest.mark.parametrize("port", ["plain", "address"])
@pytest.mark.parametrize(("head", "status"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_head_keeps_the_rules(running: Running, port: str, head: bytes, status: int) -> None:
    before = len(running.requests())
    assert ask(running, port, head + b"\r\n")[0] == status
    assert len(running.requests()) > before


def test_the_log_tells_a_refused_head_without_its_secrets(running: Running) -> None:
    target = b"http://me:s3cret@gitlab.example.com/told?token=s3cret"
    assert ask(running, "plain", b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n")[0] == 400
    entry = running.requests()[-1]
    assert (entry.path, entry.status) == ("http://gitlab.example.com/told", 400)
    assert "s3cret" not in running.log.read_text("utf-8")


TUNNELS = {
    "no port": (b"CONNECT gitlab.example.com HTTP/1.1\r\n" + HOST, 400),
    "an empty port": (b"CONNECT gitlab.example.com: HTTP/1.1\r\n" + HOST, 400),
    "a port that is none": (b"CONNECT gitlab.example.com:443x HTTP/1.1\r\n" + HOST, 400),
    "port 0": (b"CONNECT gitlab.example.com:0 HTTP/1.1\r\n" + HOST, 400),
    "a port too high": (b"CONNECT gitlab.example.com:65536 HTTP/1.1\r\n" + HOST, 400),
    "a user": (b"CONNECT me@gitlab.example.com:443 HTTP/1.1\r\n" + HOST, 400),
    "two hosts": (b"CONNECT gitlab.example.com:443 HTTP/1.1\r\n" + HOST + HOST, 400),
    "no host": (b"CONNECT gitlab.example.com:443 HTTP/1.1\r\n", 400),
    "a folded field": (b"CONNECT gitlab.example.com:443 HTTP/1.1\r\n" + HOST + b"X: a\r\n b\r\n", 400),
    "no HTTP": (b"\x16\x03\x01\x02\x00\r\n", 400),
    "1.0, which knows no host": (b"CONNECT gitlab.example.com:443 HTTP/1.0\r\n", 200),
    "capitals": (b"CONNECT GitLab.Example.com:443 HTTP/1.1\r\n" + HOST, 200),
}


@pytest.mark.parametrize(("head", "status"), TUNNELS.values(), ids=TUNNELS)
def test_a_tunnel_names_host_and_port(running: Running, head: bytes, status: int) -> None:
    assert ask(running, "proxy", head + b"\r\n")[0] == status


def test_what_came_before_a_bad_head_is_answered_first(running: Running) -> None:
    good = b"GET /-/practice/requests HTTP/1.1\r\n" + HOST + b"\r\n"
    with connect(running, "plain") as connection:
        connection.sendall(good * 2 + b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n")
        answer = b""
        while more := connection.recv(65536):
            answer += more
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert answer.rstrip().endswith(b"</html>")


def test_a_client_that_has_said_all_is_answered(running: Running) -> None:
    with connect(running, "plain") as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while more := connection.recv(65536):
            answer += more
    assert answer.startswith(b"HTTP/1.1 200 ") and answer.rstrip().endswith(b"</html>")


@pytest.mark.parametrize("port", PORTS)
def test_nobody_waits_while_a_head_never_ends(running: Running, port: str) -> None:
    over = threading.Event()

    def endless() -> None:
        while not over.is_set():
            try:
                with connect(running, port) as connection:
                    connection.sendall(FIRST[port] + HOST + b"X: ")
                    while not over.is_set():
                        connection.sendall(b"a" * 65536)
            except OSError:
                continue

    sender = threading.Thread(target=endless)
    sender.start()
    try:
        times = []
        with httpx.Client(base_url=running.plain, trust_env=False) as client:
            for _ in range(30):
                began = time.monotonic()
                assert client.get("/api/v4/projects/public%2Fproject/packages/pypi/simple").is_success
                times.append(time.monotonic() - began)
        assert max(times) < 2
    finally:
        over.set()
        sender.join()


def test_half_a_head_is_waited_for_no_longer_than_its_time(running: Running) -> None:
    def sent(port: str, data: bytes) -> socket.socket:
        connection = connect(running, port)
        connection.sendall(data)
        connection.settimeout(0.01)
        return connection

    def over(connection: socket.socket) -> bool:
        try:
            return not connection.recv(65536)
        except TimeoutError:
            return False
        except OSError:
            return True

    whole = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
    upload = b"POST /api/v4/projects/private%2Fproject/packages/pypi HTTP/1.1\r\n" + HOST
    waiting = {f"half a head at {port}": sent(port, FIRST[port] + b"Ho") for port in PORTS}
    waiting |= {f"nothing at {port}": sent(port, b"") for port in PORTS}
    waiting |= {f"half a head behind a whole one at {port}": sent(port, whole + whole[:20]) for port in PORTS[:2]}
    waiting |= {"blank lines": sent("plain", whole + b"\r\n"), "drops": sent("plain", b"GET /")}
    # Nobody reads this body: the answer, a 401, is there before it.
    waiting["a body that nobody reads"] = sent("plain", upload + b"Content-Length: 1000000\r\n\r\nx")
    began, ended = time.monotonic(), dict[str, float]()
    while waiting and time.monotonic() - began < PATIENCE + 10:
        for what in ("drops", "blank lines", "a body that nobody reads"):
            with contextlib.suppress(OSError, KeyError):
                waiting[what].send({"blank lines": b"\r\n"}.get(what, b"x"))
        for what in [what for what, connection in waiting.items() if over(connection)]:
            ended[what] = time.monotonic() - began
            waiting.pop(what).close()
        time.sleep(0.5)
    assert not waiting
    assert min(ended.values()) > PATIENCE - 5
