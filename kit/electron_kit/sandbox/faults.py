"""Faults on demand: what goes wrong with an answer, by header or by a list at start.

A fault is written as directives separated by semicolons:

=====================  ==========================================================================
``status=503``         answer with that status (401, 403, 429, 500, 502, 503) and its envelope
``retry-after=2``      with ``status``: send ``Retry-After`` in seconds
``ttft=500ms``         wait before the first byte of the answer (``ms`` or ``s``)
``tps=20``             then send that many tokens a second
``reset``              reset the connection before the answer
``cut=5``              after 5 events of the stream, drop the connection
``cut=5; clean``       the same with a clean end of the response, but no ``[DONE]``
``malformed=5``        make event 5 of the stream invalid JSON
``error=5``            after 5 events, send an error event and end
``stall=5``            after 5 events of the stream, say nothing more and stay connected
``apart``              send each event of the stream in a write and a chunk of its own
``call=broken``        cut the arguments of the tool calls, so that they are no JSON; ``unknown``
                       names a tool that was not offered, ``doubled`` makes each call twice, with
                       one id, and ``one-index`` streams all calls at index 0
``no-done``            leave out the final ``[DONE]``
``times=2``            do so for two requests, then no more; ``times=always`` for a list's entry
``dialect=electron``   only for that endpoint
``pass``               no fault: a good answer in a list
=====================  ==========================================================================
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from electron_kit.providers import PROVIDERS, ConfigurationError

# One for each way in which clients treat a failure: a key, a right, a limit, a broken server.
STATUSES = (401, 403, 429, 500, 502, 503)
HEADER = "x-sandbox-fault"
CALLS = ("broken", "unknown", "doubled", "one-index")
_FLAGS = {
    "reset": "reset",
    "clean": "clean",
    "no-done": "no_done",
    "apart": "apart",
    "pass": "passes",
}
# A longer wait would be a slip, such as 500s for 500ms, and hang the test.
_LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one answer; see the module for how each is written.

    Attributes:
        text: The fault as it was written.
        status: The status to answer with, or None.
        retry_after: Seconds for ``Retry-After``, or None.
        ttft: Seconds before the first byte.
        tps: Tokens a second after it, or None for at once.
        reset: Reset the connection instead of answering.
        cut: Events after which the stream ends early, or None.
        clean: Whether that end is a proper end of the response.
        malformed: The event, from 1, that is no JSON, or None.
        error: Events after which an error event ends the stream, or None.
        stall: Events after which the stream says nothing more, or None.
        apart: Whether each event leaves in a write of its own.
        call: What is wrong with tool calls, one of `CALLS`; empty for nothing.
        no_done: Whether ``[DONE]`` is missing.
        times: For how many requests it holds; None for all.
        dialect: The endpoint that it is limited to; empty for both.
        passes: Whether it is no fault at all.
    """

    text: str
    status: int | None = None
    retry_after: int | None = None
    ttft: float | None = None
    tps: float | None = None
    reset: bool = False
    cut: int | None = None
    clean: bool = False
    malformed: int | None = None
    error: int | None = None
    stall: int | None = None
    apart: bool = False
    call: str = ""
    no_done: bool = False
    times: int | None = 1
    dialect: str = ""
    passes: bool = False


def parse(text: str) -> Fault:
    """Return the fault that is written in a header or in a list.

    Raises:
        ConfigurationError: The text is no fault; the message names what is wrong.
    """
    found: dict[str, object] = {"text": text.strip()}
    for directive in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, value = (part.strip() for part in directive.partition("="))
        if name in _FLAGS and not equals:
            found[_FLAGS[name]] = True
        else:
            key, read = _directive(name, value, directive)
            found[key] = read
    if len(found) == 1:
        raise ConfigurationError(f"The fault {text!r} is empty. Write for instance 'status=503'.")
    return Fault(**found)  # type: ignore[arg-type]  # the names come from the tables above


def _directive(name: str, value: str, directive: str) -> tuple[str, object]:
    if name not in _READERS:
        known = ", ".join(sorted([*_FLAGS, *_READERS]))
        raise ConfigurationError(f"Cannot read {directive!r} in a fault: known are {known}.")
    key, read, what = _READERS[name]
    found = read(value)
    if found is _UNREADABLE:
        raise ConfigurationError(f"Cannot read {directive!r} in a fault: {name} is {what}.")
    return key, found


_UNREADABLE = object()


def _status(text: str) -> object:
    status = _count(text)
    return status if status in STATUSES else _UNREADABLE


def _count(text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else _UNREADABLE


def _times(text: str) -> object:
    return None if text == "always" else (_count(text) or _UNREADABLE)


def _duration(text: str) -> object:
    number = _number(text.removesuffix("ms").removesuffix("s"))
    if number is None or not text.endswith("s"):
        return _UNREADABLE
    seconds = number / 1_000 if text.endswith("ms") else number
    return seconds if 0 <= seconds <= _LONGEST_SECONDS else _UNREADABLE


def _rate(text: str) -> object:
    number = _number(text)
    return number if number is not None and number > 0 else _UNREADABLE


def _dialect(text: str) -> object:
    return text if text in PROVIDERS else _UNREADABLE


def _calls(text: str) -> object:
    return text if text in CALLS else _UNREADABLE


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


_EVENTS = "a whole number of events"
_READERS: dict[str, tuple[str, Callable[[str], object], str]] = {
    "status": ("status", _status, f"one of {', '.join(map(str, STATUSES))}"),
    "retry-after": ("retry_after", _count, "a whole number of seconds"),
    "ttft": ("ttft", _duration, "a time of at most 60s such as 500ms or 2s"),
    "tps": ("tps", _rate, "a number of tokens a second above 0"),
    "cut": ("cut", _count, _EVENTS),
    "malformed": ("malformed", _count, "the number of an event, from 1"),
    "error": ("error", _count, _EVENTS),
    "stall": ("stall", _count, _EVENTS),
    "call": ("call", _calls, f"one of {', '.join(CALLS)}"),
    "times": ("times", _times, "a whole number from 1, or always"),
    "dialect": ("dialect", _dialect, f"one of {', '.join(PROVIDERS)}"),
}


class FaultScript:
    """Faults that wait for the requests to come, first come first served.

    Args:
        faults: Faults as text or as `Fault`, in the order in which they happen.

    Raises:
        ConfigurationError: One of them cannot be read.
    """

    def __init__(self, faults: Iterable[str | Fault] = ()) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._by_header: dict[tuple[str, bytes], int] = {}
        for fault in faults:
            self.add(fault)

    def add(self, fault: str | Fault) -> None:
        """Append a fault.

        Raises:
            ConfigurationError: It cannot be read.
        """
        parsed = parse(fault) if isinstance(fault, str) else fault
        with self._lock:
            self._waiting.append(parsed)

    def clear(self) -> None:
        """Drop every fault that has not happened yet."""
        with self._lock:
            self._waiting.clear()
            self._by_header.clear()

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self, dialect: str) -> Fault | None:
        """Return the next fault for this endpoint, or None."""
        if not self._waiting:
            return None
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.dialect in {"", dialect}:
                    if fault.times == 1:
                        del self._waiting[index]
                    elif fault.times is not None:
                        self._waiting[index] = replace(fault, times=fault.times - 1)
                    return None if fault.passes else fault
        return None

    def from_header(self, text: str, dialect: str, body: bytes) -> Fault | None:
        """Return the fault that a request asks for, or None if it has happened often enough.

        A header's fault holds for each request that carries it. With ``times`` the
        requests with this header and body are counted, so that a retry can succeed.

        Raises:
            ConfigurationError: It cannot be read.
        """
        fault = parse(text)
        if fault.passes or fault.dialect not in {"", dialect}:
            return None
        if "times" in text and fault.times is not None:
            with self._lock:
                happened = self._by_header.get((text, body), 0)
                if happened >= fault.times:
                    return None
                if len(self._by_header) >= 10_000:
                    self._by_header.clear()
                self._by_header[text, body] = happened + 1
        return fault
