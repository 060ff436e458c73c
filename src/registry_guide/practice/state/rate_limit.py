"""Rate limits: so many requests in so many seconds, for each user or address."""

import time
from collections.abc import Callable, Mapping
from email.utils import formatdate

from registry_guide.practice import refusals
from registry_guide.practice.world.world import RateLimit


class RateLimiter:
    """Counts requests in fixed windows, as rack-attack does (docs.gitlab.com/security/rate_limits/)."""

    def __init__(self, limit: RateLimit, clock: Callable[[], float] = time.time) -> None:
        self._limit = limit
        self._clock = clock
        self._window = 0
        self._counts: dict[str, int] = {}

    def count(self, name: str, who: str) -> Mapping[str, str]:
        """Count a request against the limit of this name; give the headers that tell how much is left.

        Raises a 429, which says when to come again, once the window's requests are used up.
        """
        now = self._clock()
        window = int(now // self._limit.seconds)
        if window != self._window:
            self._window, self._counts = window, {}
        observed = self._counts[who] = self._counts.get(who, 0) + 1
        reset = (window + 1) * self._limit.seconds
        told = {
            "RateLimit-Name": name,
            "RateLimit-Limit": str(self._limit.requests),
            "RateLimit-Observed": str(observed),
            "RateLimit-Remaining": str(max(0, self._limit.requests - observed)),
            "RateLimit-Reset": str(reset),
        }
        if observed > self._limit.requests:
            wait = max(1, round(reset - now))
            raise refusals.RefusalError(
                429,
                "Retry later\n",
                f"more than {self._limit.requests} requests in {self._limit.seconds} seconds; next in {wait} seconds",
                "text/plain",
                {**told, "Retry-After": str(wait), "RateLimit-ResetTime": formatdate(reset, usegmt=True)},
            )
        return told
