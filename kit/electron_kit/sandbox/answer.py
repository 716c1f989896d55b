"""What to send back, whoever sends it: a connection on a socket, or a transport in this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from .heads import Request


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
    on_end: Callable[[bool], None] | None = None
    later: Callable[[], Awaitable[Answer]] | None = None

    @property
    def at_once(self) -> bool:
        """Whether all of it can be sent the moment that it is there."""
        waits = self.first_byte or self.interval or self.later is not None
        return not waits and self.cut is None and bool(self.status)

    def events(self) -> list[bytes]:
        """Return the events of a stream that are sent before it ends or is cut."""
        events = [event + b"\n\n" for event in self.body.split(b"\n\n")[:-1]]
        return events if self.cut is None else events[: self.cut]


class App(Protocol):
    """What answers requests."""

    def handle(self, request: Request) -> Answer:
        """Return the answer to a request."""

    def refuse(self, path: str, status: int, message: str) -> Answer:
        """Return the answer to bytes that did not become a request."""
