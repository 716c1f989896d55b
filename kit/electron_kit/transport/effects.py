"""What a call needs done by the outside world, for threads and for event loops alike.

The way of a call is written once, as a generator that yields these; two short
drivers carry them out. So the synchronous and the asynchronous client cannot
differ in what they decide.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Protocol

import anyio
import httpx2

from .budget import Limits, Slot
from .deadline import UNTIL, until
from .pacing import Pacer
from .streams import AsyncEvents, Events
from .thread_timeouts import Watch


class Effect(Protocol):
    """Something to be done; what comes of it is sent or thrown into the generator."""

    def run(self) -> Any:
        """Do it in this thread."""

    async def run_async(self) -> Any:
        """Do it in this task."""


Steps = Generator[Effect, Any, httpx2.Response]


def drive(steps: Steps) -> httpx2.Response:
    """Carry out the steps of a call in this thread."""
    try:
        effect = next(steps)
        while True:
            try:
                result = effect.run()
            except BaseException as error:  # noqa: BLE001  (the generator decides, and cleans up)
                effect = steps.throw(error)
            else:
                effect = steps.send(result)
    except StopIteration as done:
        response: httpx2.Response = done.value
        return response


async def drive_async(steps: Steps) -> httpx2.Response:
    """Carry out the steps of a call in this task."""
    try:
        effect = next(steps)
        while True:
            try:
                result = await effect.run_async()
            except BaseException as error:  # noqa: BLE001  (the generator decides, and cleans up)
                effect = steps.throw(error)
            else:
                effect = steps.send(result)
    except StopIteration as done:
        response: httpx2.Response = done.value
        return response


@dataclass(slots=True)
class Acquire:
    """Wait for a slot and tell how long; raises `QueueError` where it is over `longest` seconds."""

    pacer: Pacer
    limits: Limits
    longest: float

    def run(self) -> tuple[Slot, float]:
        """Do it in this thread."""
        return self.pacer.queue(self.limits, self.longest)

    async def run_async(self) -> tuple[Slot, float]:
        """Do it in this task."""
        return await self.pacer.queue_async(self.limits, self.longest)


@dataclass(slots=True)
class Sleep:
    """Wait for so many seconds."""

    seconds: float

    def run(self) -> None:
        """Do it in this thread."""
        time.sleep(self.seconds)

    async def run_async(self) -> None:
        """Do it in this task."""
        await anyio.sleep(self.seconds)


@dataclass(slots=True)
class Send:
    """Send a request and return the answer's head, its body not yet read.

    Attributes:
        transport: What sends it.
        request: It.
        within: Seconds that it may take.
        bounded: Whether the transport's sockets keep to a deadline themselves. A thread that
            waits for any other transport can be told nothing.
    """

    transport: Any
    request: httpx2.Request
    within: float
    bounded: bool

    def run(self) -> httpx2.Response:
        """Do it in this thread."""
        # As `until` does; every call comes by here, and this is quicker.
        token = UNTIL.set(time.perf_counter() + self.within)
        try:
            response: httpx2.Response = self.transport.handle_request(self.request)
        finally:
            UNTIL.reset(token)
        return response

    async def run_async(self) -> httpx2.Response:
        """Do it in this task."""
        response: httpx2.Response
        with until(time.perf_counter() + self.within):
            if self.bounded:
                response = await self.transport.handle_async_request(self.request)
                return response
            with _limit(self.within):
                response = await self.transport.handle_async_request(self.request)
        return response


@dataclass(slots=True)
class Read:
    """Read the whole body, within so many seconds; see `Send`."""

    response: httpx2.Response
    within: float
    bounded: bool

    def run(self) -> None:
        """Do it in this thread."""
        token = UNTIL.set(time.perf_counter() + self.within)
        try:
            if self.bounded:
                self.response.read()
                return
            with Watch(self.response.extensions, self.within) as watch:
                watch.guarded(self.response.read)
        finally:
            UNTIL.reset(token)

    async def run_async(self) -> None:
        """Do it in this task."""
        with until(time.perf_counter() + self.within):
            if self.bounded:
                await self.response.aread()
                return
            with _limit(self.within):
                await self.response.aread()


@dataclass(slots=True)
class First:
    """Read a stream up to its first event, within so many seconds; see `Send`."""

    events: Any
    within: float
    bounded: bool

    def run(self) -> None:
        """Do it in this thread."""
        events: Events = self.events
        with until(time.perf_counter() + self.within):
            if self.bounded:
                events.first(self.within)
                return
            with Watch(events.extensions, self.within) as watch:
                watch.guarded(lambda: events.first(self.within))
                # A connection that was shut down looks like an end.
                if watch.fired:
                    events.silent()

    async def run_async(self) -> None:
        """Do it in this task."""
        events: AsyncEvents = self.events
        with until(time.perf_counter() + self.within):
            if self.bounded:
                await events.first(self.within)
                return
            with anyio.move_on_after(self.within) as scope:
                await events.first(self.within)
            if scope.cancelled_caught:
                events.silent()


@dataclass(slots=True)
class Close:
    """Close an answer that nobody will see."""

    response: Any

    def run(self) -> None:
        """Do it in this thread."""
        self.response.close()

    async def run_async(self) -> None:
        """Do it in this task, also where it is being cancelled."""
        with anyio.CancelScope(shield=True):
            await self.response.aclose()
            # Who was cancelled while reading may have begun to close it, and not come to the end.
            stream = getattr(self.response, "stream", None)
            if isinstance(stream, httpx2.AsyncByteStream):
                await stream.aclose()


class _limit:  # noqa: N801  (a context manager)
    """Turn a passed time limit into the exception that HTTP knows for it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._scope = anyio.move_on_after(seconds)

    def __enter__(self) -> None:
        self._scope.__enter__()

    def __exit__(self, *exc: Any) -> bool | None:
        handled = self._scope.__exit__(*exc)
        if self._scope.cancelled_caught:
            raise httpx2.ReadTimeout(f"no whole answer within {self._seconds:g} s")
        return handled
