"""What the sandbox was asked and what it answered, for tests to assert on."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, overload


@dataclass(slots=True)
class Exchange:
    """One request and what came of it.

    Attributes:
        dialect: ``"electron"`` or ``"openai"``.
        method: The HTTP method.
        path: The path, without the query.
        body: The parsed request, or None if it was no JSON.
        status: The HTTP status of the answer; 0 if the connection was dropped without one.
        error: The message of the error envelope, or empty.
        details: Electron's ``details`` of a refused request.
        not_promised: The fields that Electron accepts without promising an effect.
        usage: The tokens that were counted; complete even if the client went away.
        answer: The text of the first choice.
        tool_calls: The names of the tools called in the first choice.
        fault: The fault that was injected, as it was written; empty for none.
        cancelled: Whether the client went away before the end of the answer.
        user_agent: What the client calls itself.
    """

    dialect: str
    method: str
    path: str
    body: Any = None
    status: int = 0
    error: str = ""
    details: tuple[dict[str, Any], ...] = ()
    not_promised: tuple[str, ...] = ()
    usage: dict[str, Any] | None = None
    answer: str | None = None
    tool_calls: tuple[str, ...] = ()
    fault: str = ""
    cancelled: bool = False
    user_agent: str = ""


class RequestLog:
    """The latest exchanges, oldest first. Headers are not kept, so neither are keys.

    Args:
        limit: How many exchanges are kept.
        max_bytes: How many bytes of request bodies are kept, about.

    Attributes:
        counted: How many there were by dialect and status, those not kept among them.
    """

    def __init__(self, limit: int = 1_000, max_bytes: int = 16_000_000) -> None:
        self.counted: Counter[tuple[str, int]] = Counter()
        self._entries: deque[Exchange] = deque()
        self._sizes: deque[int] = deque()
        self._limit = limit
        self._max_bytes = max_bytes
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, entry: Exchange, size: int = 0) -> None:
        """Append an exchange; the oldest go when there are too many or they are too large.

        Args:
            entry: The exchange.
            size: The bytes of its request's body.
        """
        with self._lock:
            self.counted[entry.dialect, entry.status] += 1
            self._entries.append(entry)
            self._sizes.append(size)
            self._bytes += size
            while len(self._entries) > self._limit or (
                self._bytes > self._max_bytes and len(self._entries) > 1
            ):
                self._entries.popleft()
                self._bytes -= self._sizes.popleft()

    def clear(self) -> None:
        """Forget every exchange."""
        with self._lock:
            self.counted.clear()
            self._entries.clear()
            self._sizes.clear()
            self._bytes = 0

    @property
    def last(self) -> Exchange:
        """The latest exchange.

        Raises:
            LookupError: There was no request yet.
        """
        if not self._entries:
            raise LookupError("The sandbox has had no request since it started or was cleared.")
        return self._entries[-1]

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._copy())

    @overload
    def __getitem__(self, index: int) -> Exchange: ...
    @overload
    def __getitem__(self, index: slice) -> list[Exchange]: ...
    def __getitem__(self, index: int | slice) -> Exchange | list[Exchange]:
        return self._copy()[index]

    def __repr__(self) -> str:
        return f"<RequestLog of {len(self)} exchanges>"

    def _copy(self) -> list[Exchange]:
        with self._lock:
            return list(self._entries)
