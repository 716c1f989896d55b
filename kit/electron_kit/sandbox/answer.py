"""What to send back, whoever sends it: a connection on a socket, or a transport in this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from .request_heads import Request

_REASONS = {
    200: "OK",
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    417: "Expectation Failed",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}

STALL_SECONDS = 3_600.0
"""How long a stalled stream says nothing: longer than any client waits."""


@dataclass(slots=True)
class Answer:
    """What to send back, and how.

    Attributes:
        status: The HTTP status; 0 resets the connection instead.
        body: The body; of a stream, its events, each ending in an empty line.
        headers: Its headers besides the length and the connection.
        stream: Whether the body is a stream of events.
        first_byte: Seconds to wait before anything is sent.
        interval: Seconds between two events, or for a whole answer the time after ``first_byte``.
        cut: Events after which the connection is dropped, or None.
        clean: Whether a cut ends the response properly.
        stall: Events after which nothing more comes for as long as any client waits, or None.
        apart: Whether each event of an instant stream leaves in a write of its own.
        later: Where the answer comes from when it has to be waited for; else None.
        on_end: Called once, with whether the client went away before the end.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    stream: bool = False
    first_byte: float = 0.0
    interval: float = 0.0
    cut: int | None = None
    clean: bool = False
    stall: int | None = None
    apart: bool = False
    on_end: Callable[[bool], None] | None = None
    later: Callable[[], Awaitable[Answer]] | None = None

    @property
    def at_once(self) -> bool:
        """Whether all of it can be sent the moment that it is there."""
        waits = self.first_byte or self.interval or self.later is not None
        whole = self.cut is None and self.stall is None and not self.apart
        return not waits and whole and bool(self.status)

    @property
    def reason(self) -> str:
        """The phrase beside the status."""
        return _REASONS.get(self.status, "")

    def head(self, *, keep: bool, length: int | None) -> list[tuple[str, str]]:
        """Return the headers as they are sent.

        Args:
            keep: Whether the connection stays open.
            length: The body's length in bytes; None for chunks, -1 for "until the end".
        """
        sent = list(self.headers)
        if length is None:
            sent.append(("transfer-encoding", "chunked"))
        elif length >= 0 and self.status != 204:
            sent.append(("content-length", str(length)))
        if not keep:
            sent.append(("connection", "close"))
        return sent

    def pieces(self) -> Iterator[tuple[float, bytes]]:
        """Yield the events of a stream up to its cut, each with when it is due.

        That is in seconds after the head.
        """
        events = self.body.split(b"\n\n")[:-1]
        for number, event in enumerate(events if self.cut is None else events[: self.cut]):
            stalled = self.stall is not None and number >= self.stall
            yield number * self.interval + (STALL_SECONDS if stalled else 0.0), event + b"\n\n"


class App(Protocol):
    """What answers requests."""

    def handle(self, request: Request) -> Answer:
        """Return the answer to a request."""

    def refuse(self, path: str, status: int, message: str) -> Answer:
        """Return the answer to bytes that did not become a request."""
