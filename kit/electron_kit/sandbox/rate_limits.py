"""A plan's limits, kept for each key: requests a minute and requests in flight."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable

from electron_kit.contract import Plan

WINDOW_SECONDS = 60.0
"""How long a plan's minute is, unless a test makes it shorter."""


class LimitReached(Exception):  # noqa: N818  (it is an answer, not a failure)
    """A request that the plan does not allow now.

    Attributes:
        retry_after: Whole seconds after which it would be allowed.
    """

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Meter:
    """Counts the requests of each key against one plan.

    Args:
        plan: The limits.
        clock: Seconds from any start that never go back.
        minute: Seconds in a minute of the plan.
    """

    def __init__(
        self,
        plan: Plan,
        clock: Callable[[], float] = time.monotonic,
        minute: float = WINDOW_SECONDS,
    ) -> None:
        self.plan = plan
        self._minute = minute
        self._clock = clock
        self._started: dict[str, deque[float]] = {}
        self._in_flight: dict[str, int] = {}

    def enter(self, key: str) -> None:
        """Admit a request of this key; `leave` has to follow.

        Raises:
            LimitReached: It is one too many. It is not counted then.
        """
        plan = self.plan
        if plan.in_flight is not None and self.in_flight(key) >= plan.in_flight:
            raise LimitReached(
                f"Concurrency limit reached: the {plan.name} plan allows "
                f"{plan.in_flight} requests in flight at once.",
                1,
            )
        if plan.requests_per_minute is not None:
            self._count(key, plan.requests_per_minute)
        if plan.in_flight is not None:
            self._in_flight[key] = self.in_flight(key) + 1

    def leave(self, key: str) -> None:
        """Say that a request which was admitted is over."""
        if self.plan.in_flight is None:
            return
        self._in_flight[key] -= 1
        if not self._in_flight[key]:
            del self._in_flight[key]

    def in_flight(self, key: str) -> int:
        """Return how many requests of this key are being answered."""
        return self._in_flight.get(key, 0)

    def clear(self) -> None:
        """Forget the minute that has passed; requests in flight stay counted."""
        self._started.clear()

    def _count(self, key: str, limit: int) -> None:
        now = self._clock()
        started = self._started.setdefault(key, deque())
        while started and started[0] <= now - self._minute:
            started.popleft()
        if len(started) >= limit:
            raise LimitReached(
                f"Rate limit exceeded: the {self.plan.name} plan allows {limit} requests a minute.",
                max(1, math.ceil(started[0] + self._minute - now)),
            )
        started.append(now)
