"""Asks a GitLab on the walk's own behalf: again where it is slow, lost or busy, and never for ever."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
)

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.requests.answer import Answer
from registry_guide.walk.requests.log import AGENT

_TIMES = 5
_LONGEST_PAUSE = 8.0  # seconds
_SHOWN = 2000  # characters of an answer


@dataclass(frozen=True)
class Patience:
    """How long GitLab is waited for, who is told of each wait, and what ends it early.

    All in seconds: ``answer`` and ``connect`` for one request, of which is told after ``slow``; ``pause`` before it is
    asked a second time, twice as long each time after that; ``altogether`` for one question.
    """

    tell: Callable[[str], None] = lambda _: None
    stop: threading.Event = field(default_factory=threading.Event)
    # GitLab itself ends a request after 60 s (https://docs.gitlab.com/administration/operations/puma/).
    answer: float = 70.0
    connect: float = 15.0
    slow: float = 10.0
    pause: float = 0.5
    altogether: float = 180.0

    def before(self, state: RetryCallState) -> float:
        """Give the seconds before GitLab is asked again, as long as it wishes."""
        asked = _later(state).wait
        back_off = wait_exponential(multiplier=self.pause, max=max(self.pause, _LONGEST_PAUSE))
        # A second more: GitLab counts in whole seconds.
        return back_off(state) if asked is None else asked + 1.0


class NoAnswerError(StepFaultError):
    """GitLab gave no answer of use, however often it was asked; `str()` says to what, and what to do."""


class _LaterError(Exception):
    """GitLab is to be asked again; `str()` says what came, `advice` what to do if it stays so."""

    def __init__(self, came: str, advice: str, *, wait: float | None = None, real: str = "") -> None:
        super().__init__(came)
        self.advice, self.wait, self.real = advice, wait, real


class Asker:
    """Asks one GitLab; of use to several threads at a time.

    Args:
        patience: who is told of waits, and what ends them.
        verify: the authorities that are trusted.
        proxy: the proxy to go through.
        trust_env: whether to go through those that the environment names, if `proxy` is nothing.
    """

    def __init__(
        self, patience: Patience, verify: ssl.SSLContext, proxy: str | None = None, *, trust_env: bool = True
    ) -> None:
        self.patience = patience
        self._options: dict[str, Any] = {"verify": verify, "proxy": proxy, "trust_env": trust_env and proxy is None}
        # A host that never answered is misspelt rather than busy, and one that fell silent is not waited for each time.
        self._answers = False

    @classmethod
    def through(cls, environment: Mapping[str, str], patience: Patience) -> "Asker":
        """Make one that goes where the variables lead (HTTPS_PROXY, SSL_CERT_FILE)."""
        trusted = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
        return cls(patience, trusted, environment["HTTPS_PROXY"])

    def with_patience(self, patience: Patience) -> "Asker":
        """Give one that asks the same GitLab with another patience."""
        return Asker(patience, **self._options)

    def ask(self, method: str, url: str, **request: Any) -> Answer:
        """Ask, with the parameters of httpx; redirects are not followed.

        Gives any answer but 429 and those of 500 and above, for which GitLab is asked again.

        Raises:
            NoAnswerError: there was no other, or the walk is to end.
        """
        asked = f"{method} {httpx.URL(url)}"
        lost = False

        def once() -> Answer:
            nonlocal lost
            try:
                return self._once(method, url, asked, lost, request)
            except _LaterError:
                lost = True
                raise

        tries = Retrying(
            retry=retry_if_exception_type(_LaterError),
            wait=self.patience.before,
            stop=stop_after_attempt(_TIMES) | stop_before_delay(self.patience.altogether),
            sleep=sleep_using_event(self.patience.stop),
            before_sleep=lambda state: self.patience.tell(f"{asked} {_came(state)}; again in {_in(state)}"),
            retry_error_callback=lambda state: self._give_up(asked, state),
        )
        return tries(once)

    def _once(self, method: str, url: str, asked: str, lost: bool, request: Mapping[str, Any]) -> Answer:
        if self.patience.stop.is_set():
            raise NoAnswerError(f"{asked} was not asked: the walk was interrupted")
        headers = {"User-Agent": AGENT, **request.get("headers", {})}
        try:
            with self._telling(asked), self._client() as client:
                came = client.request(method, url, **{**request, "headers": headers})
        except httpx.TransportError as error:
            raise self._unreached(httpx.URL(url), asked, error) from None
        except httpx.HTTPError as error:
            raise NoAnswerError(f"{asked} had an answer that cannot be read: {error}") from None
        self._answers = True
        answer = Answer(asked, came.status_code, came.headers, came.content, lost)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            advice = "Its limit of requests is too low for this walk: walk later, or fewer paths at a time (--jobs 1)"
            raise _LaterError(f"was answered {answer.said}", advice, wait=answer.asks_to_wait())
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            advice = "That is GitLab's trouble, or that of a proxy before it: walk again when it is over"
            raise _LaterError(
                f"was answered {answer.said}", advice, wait=answer.asks_to_wait(), real=answer.text[:2000]
            )
        return answer

    def _client(self) -> httpx.Client:
        try:
            timeout = httpx.Timeout(self.patience.answer, connect=min(self.patience.connect, self.patience.answer))
            return httpx.Client(timeout=timeout, **self._options)
        except (ImportError, httpx.InvalidURL, ValueError) as error:
            raise NoAnswerError(
                f"HTTPS_PROXY, or another variable of a proxy, is of no use: {_reason(error)}"
            ) from None

    def _unreached(self, url: httpx.URL, asked: str, error: httpx.TransportError) -> Exception:
        host = url.netloc.decode()
        if isinstance(error, httpx.ProxyError):
            return NoAnswerError(f"{host} cannot be reached: the proxy says {_reason(error)}")
        if certificate := _untrusted(error):
            return NoAnswerError(
                f"the certificate of {host} is not trusted: {certificate}. Name the file of its authority in "
                "SSL_CERT_FILE; REQUESTS_CA_BUNDLE is read only where that is not set"
            )
        advice = "GitLab, or the network to it, is slow or down: walk again when it is over"
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            reason = _reason(error)
            if not self._answers:
                return NoAnswerError(f"{host} cannot be reached: {reason}")
            return _LaterError(f"did not reach {host}: {reason}", advice)
        if isinstance(error, httpx.TimeoutException):
            return _LaterError(f"had no answer within {self.patience.answer:.0f} s", advice)
        return _LaterError(f"lost its connection: {_reason(error)}", advice)

    def _give_up(self, asked: str, state: RetryCallState) -> Answer:
        self._answers = False
        error = _later(state)
        took = (state.outcome_timestamp or time.monotonic()) - state.start_time
        often = f", {state.attempt_number} times in {took:.0f} s" if state.attempt_number > 1 else ""
        if error.wait is not None and error.wait >= self.patience.altogether:
            often += f", and wants to be asked again in {error.wait:.0f} s"
        raise NoAnswerError(f"{asked} {error}{often}. {error.advice}", real=error.real)

    @contextmanager
    def _telling(self, asked: str) -> Iterator[None]:
        """Say so if an answer is long in coming."""
        timer = threading.Timer(
            self.patience.slow,
            self.patience.tell,
            [f"{asked} has had no answer for {self.patience.slow:.0f} s; still waiting"],
        )
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _later(state: RetryCallState) -> _LaterError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _LaterError)
    return error


def _came(state: RetryCallState) -> str:
    return str(_later(state))


def _in(state: RetryCallState) -> str:
    return f"{state.upcoming_sleep:.0f} s" if state.upcoming_sleep >= 1 else "a moment"


def _reason(error: Exception) -> str:
    return str(error).strip().removesuffix(".") or type(error).__name__


def _untrusted(error: BaseException | None) -> str:
    """Give what is wrong with a certificate, if that is what an error comes from."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        error = error.__cause__ or error.__context__
    return ""
