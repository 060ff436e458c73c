"""Rate limits: so many requests in so many seconds, for each user or address."""

import time
from collections.abc import Callable

from registry_guide.practice import answers
from registry_guide.practice.world import RateLimit


class RateLimiter:
    """Counts requests in fixed windows, as rack-attack does (docs.gitlab.com/security/rate_limits/)."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float] = time.time) -> None:
        self._limit = limit
        self._clock = clock
        self._window = 0
        self._counts: dict[str, int] = {}

    def count(self, who: str) -> None:
        """Count a request; raises a 429 with `Retry-After` once the window's requests are used up."""
        now = self._clock()
        window = int(now // self._limit.seconds)
        if window != self._window:
            self._window, self._counts = window, {}
        self._counts[who] = self._counts.get(who, 0) + 1
        if self._counts[who] > self._limit.requests:
            wait = max(1, round((window + 1) * self._limit.seconds - now))
            raise answers.Refusal(
                429,
                "Retry later\n",
                f"more than {self._limit.requests} requests in {self._limit.seconds} seconds; next in {wait} seconds",
                "text/plain; charset=utf-8",
                {
                    "Retry-After": str(wait),
                    "RateLimit-Limit": str(self._limit.requests),
                    "RateLimit-Remaining": "0",
                },
            )
