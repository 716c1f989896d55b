"""What an account may still send: requests in the last minute and requests in flight."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import Protocol

from ..contract import Plan
from . import forked

# A request is counted by the provider when it arrives, which we do not see. It has
# certainly arrived when its answer begins, and almost certainly this long after it left.
TRAVEL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Limits:
    """A plan, and how long its minute is.

    Attributes:
        plan: Requests a minute and requests in flight.
        minute: Seconds in a minute; only a sandbox has shorter ones.
    """

    plan: Plan
    minute: float = 60.0

    @property
    def unlimited(self) -> bool:
        """Whether the plan limits nothing."""
        return self.plan.requests_per_minute is None and self.plan.in_flight is None


class Slot(Protocol):
    """The permission to have one request on its way."""

    def answered(self) -> None:
        """Note that the answer has begun: the provider has counted the request by now."""

    def forget(self) -> None:
        """Note that the request never reached the provider."""

    def release(self) -> None:
        """Give the place in flight back. Doing it twice does no harm."""


class Budget(Protocol):
    """A budget that requests are taken from, one at a time."""

    shared: bool
    """Whether taking from it means input and output, and others may take from it too."""

    def take(self, limits: Limits) -> Slot | float:
        """Return a slot, or the seconds after which to ask again."""

    def wait(self, limits: Limits, ahead: int) -> float:
        """Return the least seconds until a request with so many ahead of it can go."""


class LocalBudget:
    """The budget of one account in this process.

    Args:
        on_release: Called when a place in flight becomes free.
        clock: Seconds that never go back.
    """

    shared = False

    def __init__(
        self, on_release: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._on_release, self._clock = on_release, clock
        self.begin_anew()
        forked.forgets(self)

    def begin_anew(self) -> None:
        """Have nothing taken: at first, and in a process that was forked."""
        # Reentrant: a stream that is dropped releases its slot in a finaliser, in the middle of
        # anything this thread does.
        self._lock = RLock()
        self._counted: list[_LocalSlot] = []
        self._in_flight = 0
        self._generation = forked.generation

    def take(self, limits: Limits) -> Slot | float:
        """Return a slot, or the seconds after which to ask again; see `Budget`."""
        plan = limits.plan
        with self._lock:
            if plan.in_flight is not None and self._in_flight >= plan.in_flight:
                return float("inf")  # on_release tells
            now = self._clock()
            wait = self._wait(limits, 0, now)
            if wait > 0:
                return wait
            slot = _LocalSlot(self, now + TRAVEL_SECONDS)
            if plan.requests_per_minute is not None:
                self._counted.append(slot)
            self._in_flight += 1
            return slot

    def wait(self, limits: Limits, ahead: int) -> float:
        """Return the least seconds until a request can go; see `Budget`."""
        with self._lock:
            return self._wait(limits, ahead, self._clock())

    def _wait(self, limits: Limits, ahead: int, now: float) -> float:
        rate = limits.plan.requests_per_minute
        if rate is None:
            return 0.0
        place = len(self._counted) + ahead
        if place < rate:
            return 0.0
        self._counted = [s for s in self._counted if s.counted > now - limits.minute]
        counted = len(self._counted)
        place = counted + ahead
        if place < rate:
            return 0.0
        # The request goes a minute after the one that is `rate` places before it, and that
        # one, if it is still queued too, a minute after the one `rate` places before itself.
        minutes = max(-((counted - 1 - place) // rate), 1)
        place -= minutes * rate
        if place < 0:
            return (minutes - 1) * limits.minute
        first = sorted(slot.counted for slot in self._counted)[place]
        return max(first + minutes * limits.minute - now, 0.0)

    def _release(self, generation: int) -> None:
        if generation != self._generation:
            return  # it is the parent's
        with self._lock:
            self._in_flight -= 1
        self._on_release()

    def _forget(self, slot: _LocalSlot) -> None:
        with self._lock:
            if slot in self._counted:
                self._counted.remove(slot)


class _LocalSlot:
    __slots__ = ("_budget", "_generation", "_held", "counted")

    def __init__(self, budget: LocalBudget, counted: float) -> None:
        self._budget, self.counted, self._held = budget, counted, True
        self._generation = budget._generation

    def answered(self) -> None:
        self.counted = min(self.counted, self._budget._clock())

    def forget(self) -> None:
        self._budget._forget(self)

    def release(self) -> None:
        if self._held:
            self._held = False
            self._budget._release(self._generation)
