"""Bodies of answers that are handed on while they come.

They are iterators, not generators: see `leaving` for why.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Protocol, Self

import httpx2

from .async_closing import Leaving, unhooked
from .errors import StreamError
from .headers import by_name
from .integrity import EventChecker


class Ending(Protocol):
    """Who has to know how a stream ended."""

    def stream_over(self, error: StreamError | None, *, closed: bool) -> None:
        """Note the end; only the first one counts."""

    def abandoned(self) -> None:
        """Note that the stream was dropped without being closed."""


class _Nobody:
    def stream_over(self, error: StreamError | None, *, closed: bool) -> None:
        pass

    def abandoned(self) -> None:
        pass


_NOBODY = _Nobody()


class _Body:
    """What both kinds of a checked stream share."""

    def __init__(self, response: httpx2.Response, checker: EventChecker, ending: Ending) -> None:
        self.checker, self._ending = checker, ending
        # Not the response: it will hold this stream, and a cycle is freed late.
        self.extensions = response.extensions
        self._body: Any = response.stream
        self._encoded = b"content-encoding" in by_name(response.headers)
        if self._encoded:
            # What goes on is decoded, so that it can be checked.
            self._body = httpx2.Response(200, headers=response.headers, stream=self._body)
            del response.headers["content-encoding"]
        self._head = b""
        self._source: Any = None
        self._within = 0.0

    def detach(self) -> None:
        """Tell nobody how it ends: it will not be handed on."""
        self._ending = _NOBODY

    def silent(self) -> None:
        """Note that no event came in time."""
        self._take(httpx2.ReadTimeout(""))

    @property
    def _waiting(self) -> bool:
        checker = self.checker
        return not (checker.events or checker.error or checker.done)

    def _take_first(self, chunk: bytes | None) -> bool:
        """Take bytes or the end; say whether more is needed for the first event."""
        if chunk is None:
            self._head += self.checker.end()
            return False
        self._head += self.checker.feed(chunk)
        return self._waiting

    def _next(self, chunk: bytes | None) -> bytes:
        """Take bytes or the end; return what may be handed on of them."""
        if chunk is None:
            return self.checker.end()
        good = self.checker.feed(chunk)
        if self.checker.done:
            # Not at the end of the connection: the answer is whole, and frees its place now.
            self._ending.stream_over(None, closed=False)
        return good

    def _take(self, error: httpx2.RequestError) -> None:
        """Note that the connection failed; a whole answer stays one."""
        if isinstance(error, httpx2.TimeoutException):
            before = self._within and not self.checker.events
            limit = f"{self._within:.3g} s" if before else "the read timeout"
            self.checker.cut(f"no event within {limit}")
        elif isinstance(error, httpx2.DecodingError):
            self.checker.cut("its content-encoding cannot be undone")
        else:
            self.checker.cut(f"connection lost ({type(error).__name__})")

    def _settle(self) -> None:
        """End the stream, by raising if it is not whole."""
        self._ending.stream_over(self.checker.error, closed=False)
        if self.checker.error is not None:
            raise self.checker.error

    def __del__(self) -> None:
        self._ending.abandoned()


class Events(_Body, httpx2.SyncByteStream):
    """The checked events of an answer, for a thread."""

    def first(self, within: float) -> None:
        """Read up to the first event, or to what is wrong with it.

        Args:
            within: Seconds that it may take, to name them; whoever calls keeps to them.
        """
        self._within = within
        self._source = self._body.iter_bytes() if self._encoded else iter(self._body)
        try:
            while self._waiting and self._take_first(next(self._source, None)):
                pass
        except httpx2.RequestError as error:
            self._take(error)

    def __iter__(self) -> Iterator[bytes]:
        """Yield whole, sound events; raise at the first that is not."""
        return self

    def __next__(self) -> bytes:
        """Return the next whole, sound events."""
        if self._head:
            good, self._head = self._head, b""
            return good
        checker = self.checker
        try:
            while checker.error is None:
                chunk = next(self._source, None)
                good = self._next(chunk)
                if good:
                    return good
                if chunk is None:
                    break
        except httpx2.RequestError as error:
            self._take(error)
        self._settle()
        raise StopIteration

    def close(self) -> None:
        """Close the connection, or give it back if everything was read."""
        try:
            self._body.close()
        finally:
            self._ending.stream_over(self.checker.error, closed=not self.checker.done)


class AsyncEvents(_Body, httpx2.AsyncByteStream):
    """The checked events of an answer, for a task."""

    def __init__(self, response: httpx2.Response, checker: EventChecker, ending: Ending) -> None:
        super().__init__(response, checker, ending)
        self._leaving = Leaving(self._body, None)

    async def first(self, within: float) -> None:
        """Read up to the first event, or to what is wrong with it; see `Events.first`."""
        self._within = within
        self._source = self._body.aiter_bytes() if self._encoded else aiter(self._body)
        self._leaving = Leaving(self._body, self._source)
        try:
            # With its first step everything beneath begins.
            more = self._take_first(await unhooked(lambda: anext(self._source, None)))
            while more:
                more = self._take_first(await anext(self._source, None))
        except httpx2.RequestError as error:
            self._take(error)

    def __aiter__(self) -> Self:
        """Yield whole, sound events; raise at the first that is not."""
        return self

    async def __anext__(self) -> bytes:
        """Return the next whole, sound events."""
        if self._head:
            good, self._head = self._head, b""
            return good
        checker = self.checker
        try:
            while checker.error is None:
                chunk = await anext(self._source, None)
                good = self._next(chunk)
                if good:
                    return good
                if chunk is None:
                    break
        except httpx2.RequestError as error:
            self._take(error)
        self._settle()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Close the connection, or give it back if everything was read."""
        self._ending.stream_over(self.checker.error, closed=not self.checker.done)
        await self._leaving.close()

    def __del__(self) -> None:
        """Free its place and its connection if nobody closed it."""
        super().__del__()
        self._leaving.drop()


class Passing(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that is handed on as it comes, and of which only the end is noted."""

    def __init__(self, stream: Any, ending: Ending) -> None:
        self._stream, self._ending = stream, ending

    def __iter__(self) -> Iterator[bytes]:
        """Yield what comes."""
        return iter(self._stream)

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield what comes."""
        return aiter(self._stream)

    def close(self) -> None:
        """Close it."""
        try:
            self._stream.close()
        finally:
            self._ending.stream_over(None, closed=False)

    async def aclose(self) -> None:
        """Close it."""
        try:
            await self._stream.aclose()
        finally:
            self._ending.stream_over(None, closed=False)

    def __del__(self) -> None:
        """Free its place if nobody closed it."""
        self._ending.abandoned()
