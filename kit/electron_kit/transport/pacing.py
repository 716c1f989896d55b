"""The queue before a budget: first come, first served, whoever waits and however.

Threads and tasks of any event loop stand in one queue, since the provider counts
them together. Only the head of the queue takes from the budget.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

import anyio
import anyio.to_thread

from . import abandoned_streams, forked
from .budget import Budget, Limits, LocalBudget, Slot

# How long who waits for a place in flight waits without looking for streams that were left.
LOOK_FOR_LEFT_SECONDS = 1.0
_NO_PLACE = float("inf")


class QueueError(Exception):
    """The queue is longer than the caller may wait.

    Attributes:
        wait: The least seconds that it would have taken.
        waited: Seconds that were waited none the less.
    """

    def __init__(self, wait: float, waited: float = 0.0) -> None:
        """Note the least seconds that it would have taken, and those that were waited."""
        super().__init__(
            f"a queue of at least {wait:.1f} s" if wait >= 0.05 else "no place became free in time"
        )
        self.wait, self.waited = wait, waited


class Pacer:
    """The queue of one account.

    Args:
        budget: Makes the budget, given what to call when a place becomes free; kept in
            this process by default.
        clock: Seconds that never go back.
    """

    def __init__(
        self,
        budget: Callable[[Callable[[], None]], Budget] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self.begin_anew()
        forked.forgets(self)
        self._budget = budget(self._wake_head) if budget else LocalBudget(self._wake_head, clock)

    def begin_anew(self) -> None:
        """Have nobody in the queue: at first, and in a process that was forked."""
        self._lock = threading.Lock()
        self._queue: deque[_Waiter] = deque()
        self._paused_until = 0.0

    def pause(self, seconds: float) -> None:
        """Let nobody go for so many seconds: the provider has asked for it."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    def expected_wait(self, limits: Limits) -> float:
        """Return the least seconds that a request would wait if it came now."""
        if limits.unlimited:
            return max(self._paused_until - self._clock(), 0.0)
        return self._expected(limits, len(self._queue))

    def acquire(self, limits: Limits, longest: float) -> Slot:
        """Wait for a slot in this thread.

        Args:
            limits: The plan to keep to.
            longest: The most seconds to wait.

        Raises:
            QueueError: It takes longer; known in advance where it can be known.
        """
        return self.at_once(limits) or self.queue(limits, longest)[0]

    async def acquire_async(self, limits: Limits, longest: float) -> Slot:
        """Wait for a slot in this task; see `acquire`."""
        return self.at_once(limits) or (await self.queue_async(limits, longest))[0]

    def at_once(self, limits: Limits) -> Slot | None:
        """Return a slot if nobody waits and there is one: the usual case, and the quick one.

        Args:
            limits: The plan to keep to.
        """
        # In the queue Redis is asked, which takes time, and a pause is waited for.
        if self._budget.shared or self._paused_until:
            return None
        with self._lock:
            if self._queue:
                return None
            got = self._budget.take(limits)
        if got == _NO_PLACE and abandoned_streams.UNDER_WAY:
            abandoned_streams.collect()
            with self._lock:
                if not self._queue:
                    got = self._budget.take(limits)
        return None if isinstance(got, float) else got

    def queue(self, limits: Limits, longest: float) -> tuple[Slot, float]:
        """Wait for a slot in this thread; return it with the seconds that were waited.

        Asking the budget is no wait. See `acquire`.
        """
        waiter = _ThreadWaiter()
        give_up_at = self._join(waiter, limits, longest)
        try:
            while True:
                waiter.clear()
                got = self._look(waiter, limits, give_up_at)
                if not isinstance(got, float):
                    return got, waiter.waited
                waiter.wait(got)
        except QueueError as error:
            error.waited = waiter.waited
            raise
        finally:
            self._leave(waiter)

    async def queue_async(self, limits: Limits, longest: float) -> tuple[Slot, float]:
        """Wait for a slot in this task; see `queue`."""
        waiter = _TaskWaiter()
        give_up_at = self._join(waiter, limits, longest)
        try:
            while True:
                waiter.clear()
                if self._budget.shared:
                    got = await self._look_in_thread(waiter, limits, give_up_at)
                else:
                    got = self._look(waiter, limits, give_up_at)
                if not isinstance(got, float):
                    return got, waiter.waited
                await waiter.wait(got)
        except QueueError as error:
            error.waited = waiter.waited
            raise
        finally:
            self._leave(waiter)

    async def _look_in_thread(
        self, waiter: _TaskWaiter, limits: Limits, give_up_at: float
    ) -> Slot | float:
        """Look in a thread, which cannot be stopped: what it brings too late, it gives back."""
        errand = _Errand(lambda: self._look(waiter, limits, give_up_at))
        try:
            return await anyio.to_thread.run_sync(errand.run)
        except BaseException:
            errand.abandon()
            raise

    def _join(self, waiter: _Waiter, limits: Limits, longest: float) -> float:
        give_up_at = self._clock() + longest
        with self._lock:
            if self._queue or self._paused_until:
                wait = self._expected(limits, len(self._queue))
                if wait > longest:
                    raise QueueError(wait)
            self._queue.append(waiter)
        return give_up_at

    def _look(self, waiter: _Waiter, limits: Limits, give_up_at: float) -> Slot | float:
        """Return the slot, or the seconds to wait for a sign; the head alone may take one."""
        now = self._clock()
        if not self._queue or self._queue[0] is not waiter:
            wait, left = float("inf"), give_up_at - now
        else:
            got: Slot | float = 0.0
            wait = self._paused_until - now
            if wait <= 0:
                got = self._budget.take(limits)
                if not isinstance(got, float):
                    return got
                wait = got
                if got == _NO_PLACE and abandoned_streams.UNDER_WAY:
                    abandoned_streams.collect_thoroughly()
                    wait = LOOK_FOR_LEFT_SECONDS
            left = give_up_at - self._clock()
            if left < wait < float("inf") and got != _NO_PLACE:
                raise QueueError(wait)
        if left <= 0:
            raise QueueError(self.expected_wait(limits))
        return min(wait, left)

    def _expected(self, limits: Limits, ahead: int) -> float:
        paused = max(self._paused_until - self._clock(), 0.0)
        return max(paused, self._budget.wait(limits, ahead))

    def _leave(self, waiter: _Waiter) -> None:
        with self._lock:
            was_head = self._queue[0] is waiter
            self._queue.remove(waiter)
        if was_head:
            self._wake_head()

    def _wake_head(self) -> None:
        # No lock: a place may become free in a finaliser, in the middle of anything.
        if self._queue:
            with suppress(IndexError):
                self._queue[0].wake()


class _Errand:
    """Fetches a slot for somebody who may be gone when it is there."""

    def __init__(self, fetch: Callable[[], Slot | float]) -> None:
        self._fetch, self._lock = fetch, threading.Lock()
        self._got: Slot | float = 0.0
        self._abandoned = False

    def run(self) -> Slot | float:
        got = self._fetch()
        with self._lock:
            self._got = got
            if not self._abandoned:
                return got
        return self._give_back()

    def abandon(self) -> None:
        """Note that nobody waits for it any more."""
        with self._lock:
            self._abandoned = True
        self._give_back()

    def _give_back(self) -> float:
        with self._lock:
            got, self._got = self._got, 0.0
        if not isinstance(got, float):
            got.release()
        return 0.0


class _ThreadWaiter:
    def __init__(self) -> None:
        self.waited = 0.0
        self._event = threading.Event()

    def clear(self) -> None:
        self._event.clear()

    def wake(self) -> None:
        self._event.set()

    def wait(self, seconds: float) -> None:
        began = time.perf_counter()
        self._event.wait(seconds if seconds < threading.TIMEOUT_MAX else None)
        self.waited += time.perf_counter() - began


class _TaskWaiter:
    def __init__(self) -> None:
        self.waited = 0.0
        self._event: anyio.Event | None = None
        self._call_soon = _call_soon()

    def clear(self) -> None:
        self._event = None

    def wake(self) -> None:
        self._call_soon(self._set)

    def _set(self) -> None:
        if self._event is None:
            self._event = anyio.Event()
        self._event.set()

    async def wait(self, seconds: float) -> None:
        if self._event is None:
            self._event = anyio.Event()
        began = time.perf_counter()
        with anyio.move_on_after(seconds):
            await self._event.wait()
        self.waited += time.perf_counter() - began


_Waiter = _ThreadWaiter | _TaskWaiter


def _call_soon() -> Callable[[Callable[[], None]], None]:
    """Return how another thread has something run in this event loop."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        import trio  # type: ignore[import-not-found, unused-ignore]

        soon: Callable[[Callable[[], None]], None]
        soon = trio.lowlevel.current_trio_token().run_sync_soon
        return soon

    def call(function: Callable[[], None]) -> None:
        # A loop that is closed has nobody left who waits.
        if not loop.is_closed():
            loop.call_soon_threadsafe(function)

    return call
