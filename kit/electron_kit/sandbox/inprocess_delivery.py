"""The way of one answer to a client in this process: its waits, its cut and its end."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

import anyio
import httpx2

from .answer import Answer

_CUT = "peer closed connection without sending complete message body (incomplete chunked read)"


@dataclass(slots=True)
class Alarm:
    """What happens to a line after a time.

    Attributes:
        at: When, on the monotonic clock.
        action: What is called then.
        cancelled: Whether it shall not happen any more.
    """

    at: float
    action: Callable[[], None]
    cancelled: bool = False


class Line:
    """Stands for the connection: the client waits on it, and may end it.

    It is the answer's ``network_stream``, and the socket that such a stream tells of.

    Args:
        answer: The answer.
        patience: Tells how many seconds the client waits for the next bytes.
    """

    def __init__(self, answer: Answer, patience: Callable[[], float]) -> None:
        self.answer = answer
        self.began = time.monotonic()
        self._on_end = answer.on_end
        self._patience = patience
        self._alarm: Alarm | None = None
        self._down = False

    @property
    def due_of_head(self) -> float:
        """When the head of the answer comes; a whole answer comes with its head."""
        answer = self.answer
        return self.began + answer.first_byte + (0.0 if answer.stream else answer.interval)

    def sleep(self, due: float) -> None:
        """Wait in this thread until something is due.

        Raises:
            httpx2.ReadTimeout: The client does not wait that long.
            httpx2.RemoteProtocolError: The line was shut down before.
        """
        until = self._until(due)
        seconds = until - time.monotonic()
        if seconds > 0:
            time.sleep(seconds)
        self._woken(due, until, "timed out")

    async def asleep(self, due: float) -> None:
        """Wait in this task until something is due; see `sleep`."""
        until = self._until(due)
        await anyio.sleep(max(0.0, until - time.monotonic()))
        self._woken(due, until, "")

    def end(self, *, gone: bool) -> None:
        """Note the end of the answer; only the first one counts.

        Args:
            gone: Whether the client went away before it.
        """
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(gone)

    # -- what a client asks of the connection below an answer

    def get_extra_info(self, name: str) -> Any:
        """Return the line for ``"socket"``; nothing else is known."""
        return self if name == "socket" else None

    def shutdown(self, how: int) -> None:
        """End the line, as that method of a socket does."""
        self._down = True

    def shut_down_after(self, seconds: float, action: Callable[[], None]) -> Alarm:
        """Call something in this many seconds, while the client waits; no thread is needed."""
        self._alarm = Alarm(time.monotonic() + seconds, action)
        return self._alarm

    def _until(self, due: float) -> float:
        """Return when a wait ends: by what is due, the client's patience or its alarm."""
        return min(due, time.monotonic() + self._patience(), self._alarm_at())

    def _alarm_at(self) -> float:
        alarm = self._alarm
        return float("inf") if alarm is None or alarm.cancelled else alarm.at

    def _woken(self, due: float, until: float, said: str) -> None:
        # Told by what was waited for, not by the clock: a sleep may end a hair too early, as it
        # does in browsers, whose clocks are coarse, and that is nobody's timeout.
        if until < due:
            if self._alarm_at() > until:
                raise httpx2.ReadTimeout(said)
            assert self._alarm is not None  # noqa: S101  (only an alarm is at a time)
            self._alarm.action()
        if self._down:
            raise httpx2.RemoteProtocolError(_CUT)


class Parts(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """The body of an answer, at its pace.

    Args:
        line: What the answer comes by.
        with_body: Whether the client is sent one.
    """

    def __init__(self, line: Line, *, with_body: bool = True) -> None:
        self._line, self._answer = line, line.answer
        self._began = time.monotonic()
        self._parts = list(self._of(self._answer)) if with_body else []
        self._last = self._began + (self._parts[-1][0] if self._parts else 0.0)
        if self._last == self._began:
            line.end(gone=False)  # all of it is sent at once, whether it is read or not

    @staticmethod
    def _of(answer: Answer) -> Iterator[tuple[float, bytes]]:
        if not answer.stream:
            yield 0.0, answer.body
            return
        pieces = list(answer.pieces())
        if pieces and not pieces[-1][0] and not answer.apart:
            yield 0.0, b"".join(event for _, event in pieces)
        else:
            yield from pieces

    def __iter__(self) -> Iterator[bytes]:
        """Yield each part when it is due."""
        for due, part in self._parts:
            if due:
                self._line.sleep(self._began + due)
            self._sent(due)
            yield part
        self._over()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield each part when it is due."""
        for due, part in self._parts:
            if due:
                await self._line.asleep(self._began + due)
            self._sent(due)
            yield part
        self._over()

    def close(self) -> None:
        """Go away: before the last part was due, or after it."""
        self._line.end(gone=time.monotonic() < self._last)

    async def aclose(self) -> None:
        """Go away: before the last part was due, or after it."""
        self.close()

    def __del__(self) -> None:
        """Go away, where an answer was dropped without being closed."""
        self.close()

    def _sent(self, due: float) -> None:
        if self._began + due >= self._last:
            self._line.end(gone=False)

    def _over(self) -> None:
        self._line.end(gone=False)
        if self._answer.cut is not None and not self._answer.clean:
            raise httpx2.RemoteProtocolError(_CUT)
