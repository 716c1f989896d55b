"""How an asynchronous stream is left without noise, however its reader goes away.

An event loop closes asynchronous generators that were left behind, all at the same time: when
they are collected and when it ends itself. Where one reads from another, both are then closed
twice, and the loop says "asynchronous generator is already running". The SDK leaves a stream
behind as a cycle, in which its generators and those of the HTTP client stand. Here the ones
beneath an answer are hidden from the loop, and closed by nobody but their owner.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

# What is read from, as long as it is open: it may not be collected with a reader's cycle.
_OPEN: dict[int, Leaving] = {}
_TASKS: set[asyncio.Task[None]] = set()


class unhooked(Awaitable[T]):  # noqa: N801  (used like a function)
    """Awaits something, and hides generators that begin meanwhile from the event loop.

    Args:
        begin: Returns what to await.
    """

    def __init__(self, begin: Callable[[], Awaitable[T]]) -> None:
        self._begin = begin

    def __await__(self) -> Generator[Any, Any, T]:
        """Await it."""
        hooks = sys.get_asyncgen_hooks()
        sys.set_asyncgen_hooks(None, None)
        try:
            steps = self._begin().__await__()
        finally:
            sys.set_asyncgen_hooks(*hooks)
        step, value = steps.send, None
        while True:
            hooks = sys.get_asyncgen_hooks()
            sys.set_asyncgen_hooks(None, None)
            try:
                future = step(value)
            except StopIteration as done:
                result: T = done.value
                return result
            finally:
                sys.set_asyncgen_hooks(*hooks)
            try:
                step, value = steps.send, (yield future)
            except BaseException as error:  # noqa: BLE001  (it is the awaitable's)
                step, value = steps.throw, error


class Leaving:
    """Closes what a stream reads from, once, when it is left.

    Args:
        body: The answer's body.
        source: The iterator over it; None if nothing was read.
    """

    def __init__(self, body: Any, source: Any) -> None:
        self._body, self._source, self._left = body, source, False
        self._loop: Any = None
        self._connection: Any = None
        if source is not None:
            with suppress(RuntimeError):  # trio has no such loop
                self._loop = asyncio.get_running_loop()
            _OPEN[id(self)] = self

    async def close(self) -> None:
        """Close it; in a loop that ends, without a pause in which others would close it too."""
        if self._left:
            return
        if _is_ending(self._loop):
            self._left = True
            self.close_at_once()
            return
        await self._close()

    def drop(self) -> None:
        """Have it closed: its stream was dropped, and this may be any moment of any thread."""
        if self._left or id(self) not in _OPEN:
            return
        self._left = True
        loop = self._loop
        if loop is None or not loop.is_running() or _is_ending(loop):
            self.close_at_once()
        else:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._close_in_task)

    def close_at_once(self) -> None:
        """Close it without a pause: in a loop that ends, or after it has."""
        self._mark_closed()
        with suppress(Exception):
            network = self._connection._network_stream
            while not hasattr(network, "_transport"):
                network = getattr(network, "_inner", None) or network._stream
            network._transport.abort()
        closing = self._close()
        with suppress(StopIteration, Exception):
            while closing.send(None) is None:
                pass
        with suppress(Exception):
            closing.close()

    def _mark_closed(self) -> None:
        """Have what is beneath not wait for its connection's end once more."""
        stream: Any = getattr(self._body, "stream", self._body)
        stream = getattr(stream, "_httpcore_stream", None)
        while hasattr(stream, "_closed"):
            stream._closed = True
            self._connection = getattr(stream, "_connection", None)
            stream = getattr(stream, "_stream", None)

    def _close_in_task(self) -> None:
        task = self._loop.create_task(self._close())
        _TASKS.add(task)
        task.add_done_callback(self._closed)

    def _closed(self, task: asyncio.Task[None]) -> None:
        _TASKS.discard(task)
        if task.cancelled() and id(self) in _OPEN:
            # The loop ends and cancels whatever there is; it goes on for as long as this takes.
            self._close_in_task()

    async def _close(self) -> None:
        try:
            await self._body.aclose()
        finally:
            if self._source is not None:
                self._mark_closed()
                with suppress(Exception):  # somebody reads in another task, who will see the end
                    await self._source.aclose()
            _OPEN.pop(id(self), None)


def _is_ending(loop: Any) -> bool:
    """Say whether a loop closes all generators now; no method of it tells."""
    return bool(getattr(loop, "_asyncgens_shutdown_called", False))


@atexit.register
def _at_exit() -> None:
    for leaving in list(_OPEN.values()):
        leaving.close_at_once()
