"""A circuit breaker: a provider that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from . import forked


class Breaker:
    """Counts failures in a row, and lets one real request find out whether they are over.

    After `failures` in a row it is open for `cool_off` seconds. Then it is half
    open: the next request goes through as the probe, and nobody else until the
    probe is back. Its success closes the breaker; its failure opens it again for
    twice as long, up to `longest`.

    Args:
        failures: Failures in a row that open it.
        cool_off: Seconds for which it first stays open.
        longest: The most seconds for which it stays open.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        failures: int = 3,
        cool_off: float = 10.0,
        longest: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit, self._first, self._longest, self._clock = failures, cool_off, longest, clock
        self.begin_anew()
        forked.forgets(self)

    def begin_anew(self) -> None:
        """Know of no failure: at first, and in a process that was forked."""
        self._lock = Lock()
        self._failures = 0
        self._open_until = 0.0
        self._cool_off = self._first
        self._probing = False

    @property
    def state(self) -> str:
        """``"closed"``, ``"open"`` or ``"half-open"``."""
        if self._failures < self._limit:
            return "closed"
        return "open" if self._clock() < self._open_until else "half-open"

    def enter(self) -> bool:
        """Say whether a request may go; if half open, this request is the probe."""
        if self._failures < self._limit:
            return True
        with self._lock:
            if self._probing or self._clock() < self._open_until:
                return False
            self._probing = True
            return True

    def force(self) -> None:
        """Take the next request as a probe at once: there is no other provider to ask."""
        if self._failures >= self._limit or self._probing:
            with self._lock:
                self._probing = self._failures >= self._limit

    def succeeded(self) -> None:
        """Close it: the provider answered."""
        if self._failures or self._probing:
            with self._lock:
                self._failures, self._probing, self._cool_off = 0, False, self._first

    def failed(self) -> None:
        """Count a failure, and open it if there were enough in a row."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                # Twice as long after a probe only: what was under way when it opened says nothing
                # new.
                if self._probing:
                    self._cool_off = min(2 * self._cool_off, self._longest)
                self._open_until = self._clock() + self._cool_off
            self._probing = False

    def left(self) -> None:
        """Note that a request ended without telling anything, such as by cancellation."""
        if self._probing:
            with self._lock:
                self._probing = False
