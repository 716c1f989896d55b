"""A budget that processes and hosts share through Redis.

The minute is counted by the moving window of `limits`; the places in flight are
`redis` locks, one for each place, with a lease so that a process that dies gives
its places back. Neither is our own invention: both are run by many fleets.
"""

from __future__ import annotations

import atexit
import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakSet

from ..providers import ConfigurationError
from . import forked
from .budget import Limits, LocalBudget, Slot

if TYPE_CHECKING:
    from limits import RateLimitItem
    from redis.lock import Lock

_log = logging.getLogger("electron_kit")

# A request is counted here when it leaves and by the provider when it arrives. Who had to wait
# waits longer by the longest time that a request of the last minutes took until its answer
# began, in any process: at least, and at most, so many seconds.
TRAVEL_SECONDS = 0.1
LONGEST_TRAVEL_SECONDS = 1.0
# Redis tells nobody that a place became free: who waits asks again after about so long.
LOOK_AGAIN_SECONDS = 0.03
# The places of a process that died are free after a lease. One that lives renews them three times
# in it: a renewal that fails loses nothing yet.
LEASE_SECONDS = 30.0
RENEW_SECONDS = LEASE_SECONDS / 3
# A Redis that answers does so within milliseconds. One that hangs costs this long, once, and then
# this process paces for itself for so long, before a call asks again.
TIMEOUT_SECONDS = 1.0
AWAY_SECONDS = 10.0
_ALL_TAKEN: Any = object()


class SharedBudget:
    """The budget of one account, kept in Redis.

    While Redis cannot be reached the budget of this process is used instead, with
    a warning: calls go on, and a 429 that follows is waited out as usual.

    Args:
        uri: Where Redis is, such as ``redis://cache:6379/0``.
        name: Under which name the account is counted; never its key.
        on_release: Called when a place in flight of this process becomes free.

    Raises:
        ConfigurationError: The extra ``redis`` is missing, or the URI is no Redis.
    """

    shared = True

    def __init__(self, uri: str, name: str, on_release: Callable[[], None]) -> None:
        """Prepare the connection; nothing is sent yet."""
        try:
            import redis
            from limits.storage import RedisStorage
            from limits.strategies import MovingWindowRateLimiter
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            from ..installation import how_to_add

            raise ConfigurationError(
                f"A budget in Redis needs libraries that are not installed: {how_to_add('redis')}"
            ) from None
        try:
            pool = redis.BlockingConnectionPool.from_url(
                uri,
                socket_timeout=TIMEOUT_SECONDS,
                socket_connect_timeout=TIMEOUT_SECONDS,
                timeout=TIMEOUT_SECONDS,
                retry=Retry(NoBackoff(), 0),
            )
        except ValueError:
            raise ConfigurationError(
                f"The storage's URI with the scheme {urlsplit(uri).scheme!r} is not Redis's. "
                "It looks like redis://host:6379/0 or rediss://host:6379/0."
            ) from None
        self._redis = redis.Redis(connection_pool=pool)
        self._window = MovingWindowRateLimiter(
            RedisStorage("redis://", connection_pool=pool, wrap_exceptions=False)
        )
        self._unreachable: type[Exception] = redis.RedisError
        self._name, self._on_release = name, on_release
        self._local = LocalBudget(on_release)
        self._not_before = self._away_until = 0.0
        self._reset: float | None = None
        self._warned = 0.0
        self.begin_anew()
        forked.forgets(self)
        atexit.register(self._last_returns)

    def begin_anew(self) -> None:
        """Hold no place: at first, and in a process that was forked."""
        # Releases are sent by a thread of their own: a finaliser or an event loop may not wait.
        self._returned: queue.SimpleQueue[Lock | tuple[float, float] | None] = queue.SimpleQueue()
        # Weak: the lease of a place that nobody can give back any more is not renewed.
        self._held: WeakSet[_SharedSlot] = WeakSet()
        self._keeper: threading.Thread | None = None
        self._generation = forked.generation

    def take(self, limits: Limits) -> Slot | float:
        """Return a slot, or the seconds after which to ask again; see `Budget`."""
        wait = self._not_before - time.monotonic()
        if wait > 0:
            return wait
        if time.monotonic() < self._away_until:
            return self._local.take(limits)
        try:
            return self._take(limits)
        except self._unreachable as error:
            # Not asked again by every call: each would wait for the same timeout.
            self._away_until = time.monotonic() + AWAY_SECONDS
            if time.monotonic() > self._warned:
                self._warned = time.monotonic() + 60
                _log.warning(
                    "Redis cannot be reached (%s): pacing for this process alone.",
                    type(error).__name__,
                )
            return self._local.take(limits)

    def wait(self, limits: Limits, ahead: int) -> float:
        """Return the least seconds until a request can go; see `Budget`.

        What other processes hold is known only from the last time one was refused.
        """
        if time.monotonic() < self._away_until:
            return self._local.wait(limits, ahead)
        rate = limits.plan.requests_per_minute
        minutes = ahead // rate if rate else 0
        return max(self._not_before - time.monotonic(), 0.0) + minutes * limits.minute

    def _take(self, limits: Limits) -> Slot | float:
        if self._reset is not None:
            # Since the wait began, a slower request may have become known.
            wait = self._wait_for(self._reset)
            if wait > 0:
                return wait
            self._reset = None
        place = self._place(limits.plan.in_flight)
        if place is _ALL_TAKEN:
            return LOOK_AGAIN_SECONDS * random.uniform(0.5, 1.5)  # noqa: S311  (no secret)
        slot = _SharedSlot(self, place, limits.minute)
        try:
            item = self._item(limits)
            if item is None or self._window.hit(item, self._name):
                self._hold(slot)
                return slot
            slot.release()
            self._reset = self._window.get_window_stats(item, self._name).reset_time
            return self._wait_for(self._reset)
        except BaseException:
            slot.release()
            raise

    def _wait_for(self, reset: float) -> float:
        """Return the seconds until a place in the minute is free here and at the provider."""
        wait = reset + self._travel() - time.time()
        self._not_before = time.monotonic() + wait
        return max(wait, 0.0)

    def _travel(self) -> float:
        found = self._redis.get(f"electron-kit:{self._name}:travel")
        return max(TRAVEL_SECONDS, float(found) if found else 0.0)

    def _travelled(self, seconds: float, minute: float) -> None:
        """Note how long a request took until its answer began, if that is longer than known."""
        seconds = min(seconds, LONGEST_TRAVEL_SECONDS)
        if seconds > TRAVEL_SECONDS:
            self._returned.put((seconds, minute))
            self._keep_running()

    def _item(self, limits: Limits) -> RateLimitItem | None:
        from limits import RateLimitItemPerSecond

        if limits.plan.requests_per_minute is None:
            return None
        if limits.minute != int(limits.minute):
            raise ConfigurationError(
                f"Redis counts whole seconds: minute={limits.minute} is not one of them."
            )
        return RateLimitItemPerSecond(
            limits.plan.requests_per_minute, int(limits.minute), namespace="electron-kit"
        )

    def _place(self, places: int | None) -> Lock | None:
        """Return a place in flight; None where they are not limited."""
        if places is None:
            return None
        first = random.randrange(places)  # noqa: S311  (no secret)
        for number in range(places):
            place: Lock = self._redis.lock(
                f"electron-kit:{self._name}:in-flight:{(first + number) % places}",
                timeout=LEASE_SECONDS,
                thread_local=False,
            )
            if place.acquire(blocking=False):
                return place
        taken: Lock = _ALL_TAKEN
        return taken

    def _hold(self, slot: _SharedSlot) -> None:
        if slot.place is not None:
            self._held.add(slot)
            self._keep_running()

    def _keep_running(self) -> None:
        if self._keeper is None or not self._keeper.is_alive():
            self._keeper = threading.Thread(
                target=self._keep, name="electron-kit-places", daemon=True
            )
            self._keeper.start()

    def _keep(self) -> None:
        """Give places back as they are returned, and renew the leases of those that are held."""
        renew_at = time.monotonic() + RENEW_SECONDS
        while True:
            try:
                place = self._returned.get(timeout=max(renew_at - time.monotonic(), 0.001))
            except queue.Empty:
                renew_at = time.monotonic() + RENEW_SECONDS
                self._renew()
                continue
            if place is None:
                return
            with suppress(self._unreachable):
                if isinstance(place, tuple):
                    self._note_travel(*place)
                    continue
                place.release()
            self._on_release()

    def _renew(self) -> None:
        for slot in tuple(self._held):
            with suppress(self._unreachable):
                slot.place.reacquire()

    def _note_travel(self, seconds: float, minute: float) -> None:
        if seconds > self._travel():
            key = f"electron-kit:{self._name}:travel"
            self._redis.set(key, seconds, px=int(2_000 * minute))

    def _last_returns(self) -> None:
        """Send what was returned before the process ends, so that no place waits for its lease."""
        if self._keeper is not None and self._keeper.is_alive():
            self._returned.put(None)
            self._keeper.join(2)

    def _release(self, slot: _SharedSlot, generation: int) -> None:
        if generation != self._generation:
            return  # it is the parent's
        if slot.place is None:
            self._on_release()
            return
        self._held.discard(slot)
        self._returned.put(slot.place)
        self._keep_running()


class _SharedSlot:
    __slots__ = ("__weakref__", "_budget", "_generation", "_held", "_minute", "_taken", "place")

    def __init__(self, budget: SharedBudget, place: Any, minute: float) -> None:
        self._budget, self.place, self._held = budget, place, True
        self._minute, self._taken = minute, time.monotonic()
        self._generation = budget._generation

    def answered(self) -> None:
        self._budget._travelled(time.monotonic() - self._taken, self._minute)

    def forget(self) -> None:
        """Nothing to note: a window in Redis does not take requests back."""

    def release(self) -> None:
        if self._held:
            self._held = False
            self._budget._release(self, self._generation)
