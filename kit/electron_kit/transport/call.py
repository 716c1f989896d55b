"""One call of the user's: what was asked, what was tried, and the record of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx2
from jiter import from_json

from ..record import Attempt, CallRecord, Usage, end_of
from . import abandoned_streams, forked
from .headers import by_name, tell
from .integrity import EventChecker
from .steering import KIT_PREFIX

if TYPE_CHECKING:
    from .budget import Slot
    from .errors import StreamError
    from .lanes import Lane

_PREFIX = KIT_PREFIX.encode()
_PROVIDER, _ATTEMPTS, _WAITED, _REWRITTEN, _PASSED_OVER = _TOLD = tuple(
    _PREFIX + name for name in (b"provider", b"attempts", b"waited", b"rewritten", b"passed-over")
)
_OURS = frozenset(_TOLD)
_NONE: frozenset[bytes] = frozenset()

log = logging.getLogger("electron_kit")
log.addHandler(logging.NullHandler())


class Call:
    """Follows one call from its request to the end of its answer.

    Args:
        request: The request as the SDK made it.
        on_call: Called with the record when the call is over.
    """

    # As each call begins.
    deadline = waited = 0.0
    chat = False
    provider, below = "", b""
    # What has to be closed if the call ends here; nothing once it is handed on or read.
    response: Any = None
    doubled = False  # whether a header of the answer came twice
    _body: Any = ...
    _content: bytes | None = None
    _wants_events: bool | None = None
    _lane: Lane | None = None
    _slot: Slot | None = None
    _changes: tuple[str, ...] = ()
    _sent = _first_byte = 0.0
    _status: int | None = None
    _request_id: str | None = None
    _handed_on: Any = None
    _streaming = _over = False

    def __init__(
        self, request: httpx2.Request, on_call: Callable[[CallRecord], None] | None
    ) -> None:
        self.began = time.perf_counter()
        self.attempts: list[Attempt] = []
        self.passed_over: list[str] = []
        self.notes: list[str] = []
        self.headers = by_name(request.headers)
        self.answer_headers: dict[bytes, bytes] = {}
        self.timeouts: dict[str, float | None] = {}
        self.request, self._on_call = request, on_call
        # Whether the body is known and can be sent again; asking the class is quicker.
        kind = type(request.stream)
        self.at_hand = kind is httpx2.ByteStream or issubclass(kind, httpx2.ByteStream)
        self._generation = forked.generation

    @property
    def left(self) -> float:
        """Seconds until the deadline; below 0 after it."""
        return self.deadline - time.perf_counter()

    @property
    def request_body(self) -> dict[str, Any] | None:
        """The request's JSON, or None if it is no JSON object."""
        if self._body is ...:
            try:
                body = from_json(self.content)
            except ValueError:
                body = None
            self._body = body if isinstance(body, dict) else None
        found: dict[str, Any] | None = self._body
        return found

    @property
    def wants_events(self) -> bool:
        """Whether the request asks for a stream."""
        wants = self._wants_events
        if wants is None:
            # Nearly every plain request is known without parsing it.
            wants = b'"stream"' in self.content and bool((self.request_body or {}).get("stream"))
            self._wants_events = wants
        return wants

    @property
    def content(self) -> bytes:
        """The request's body; empty where it is sent as it is read."""
        content = self._content
        if content is None:
            content = self._content = self.request.read() if self.at_hand else b""
        return content

    def pass_over(self, provider: str, why: str) -> None:
        """Note that a provider was not asked."""
        note = f"{provider}: {why}"
        if note not in self.passed_over:
            self.passed_over.append(note)

    def try_(self, lane: Lane, slot: Slot, changes: tuple[str, ...]) -> None:
        """Note that a request goes out."""
        self._lane, self._slot, self._changes = lane, slot, changes
        self.provider = lane.name
        self._sent = time.perf_counter()

    def lost(
        self,
        outcome: str,
        response: httpx2.Response | None = None,
        *,
        answered: bool = False,
        stream: Any = None,
    ) -> None:
        """Note that an attempt brought no answer to hand on.

        Args:
            outcome: Why, in a short phrase.
            response: The answer, if one came.
            answered: Whether the provider works all the same.
            stream: The stream that will not be handed on.
        """
        if stream is not None:
            stream.detach()
        self._attempted(outcome, response)
        self._settle(well=answered)
        self.response = None

    def hand_on(self, response: httpx2.Response, found: Any = None) -> httpx2.Response:
        """Note that an answer is handed on; return it with headers that say how it came.

        Args:
            response: The answer. If it has been read, the call is over.
            found: The answer's JSON, or the checker of its events.
        """
        self._attempted("answered", response)
        self.response = None
        self._first_byte = time.perf_counter()
        self._handed_on = found
        self._mark(response)
        if isinstance(found, dict):
            self._settle(well=True)
            self._end("answered")
        else:
            self._streaming = True
            abandoned_streams.UNDER_WAY.add(id(self))
        return response

    def hand_on_refusal(self, response: httpx2.Response) -> httpx2.Response:
        """Note that the last refusal is handed on; return it with headers that say how it came."""
        self._mark(response)
        self._end("failed", str(response.status_code))
        return response

    def failed(self, error: BaseException) -> None:
        """Note that the call ended by an exception."""
        if self._slot is not None:
            self._attempted(type(error).__name__, None)
            if self._lane is not None:
                self._lane.breaker.left()
            self._free()
        self._end("failed", getattr(error, "reason", None) or type(error).__name__)

    def stream_over(self, error: StreamError | None, *, closed: bool) -> None:
        """Note how a stream that was handed on ended; only the first end counts."""
        if not self._streaming:
            return
        self._streaming = False
        abandoned_streams.UNDER_WAY.discard(id(self))
        if self._generation != forked.generation:
            return  # it is the parent's call, and the parent tells of it
        if error is not None:
            error.attempts = tuple(self.attempts)
        self._settle(well=error is None)
        outcome = "broken" if error is not None else "closed" if closed else "answered"
        self._end(outcome, "" if error is None else error.reason)

    def abandoned(self) -> None:
        """Note that a stream was dropped without being closed; its connection goes with it."""
        self.stream_over(None, closed=True)

    def _attempted(self, outcome: str, response: httpx2.Response | None) -> None:
        attempts = self.attempts
        before = sum(attempt.waited for attempt in attempts) if attempts else 0.0
        status, request_id = None, None
        if response is not None:
            status = response.status_code
            given = self.answer_headers.get(b"x-request-id")
            request_id = None if given is None else given.decode("latin-1")
        self._status, self._request_id = status, request_id
        seconds = time.perf_counter() - self._sent
        attempts.append(
            Attempt(self.provider, outcome, status, self.waited - before, seconds, request_id)
        )

    def _settle(self, *, well: bool) -> None:
        if self._lane is not None:
            if well:
                self._lane.breaker.succeeded()
            else:
                self._lane.breaker.failed()
        self._free()

    def _free(self) -> None:
        slot, self._slot = self._slot, None
        if slot is not None:
            slot.release()

    def _mark(self, response: httpx2.Response) -> None:
        told = [
            (_PROVIDER, self.provider),
            (_ATTEMPTS, ", ".join([f"{a.provider}={a.outcome}" for a in self.attempts])),
        ]
        if self.waited >= 0.001:
            told.append((_WAITED, f"{self.waited:.3f}"))
        if self._changes:
            told.append((_REWRITTEN, "; ".join(self._changes)))
        if self.passed_over:
            told.append((_PASSED_OVER, "; ".join(self.passed_over)))
        theirs = _NONE if _OURS.isdisjoint(self.answer_headers) else _OURS
        tell(response, [(name, _plain(text)) for name, text in told], instead_of=theirs)

    def _end(self, outcome: str, error: str = "") -> None:
        if self._over:
            return
        self._over = True
        level = logging.INFO if outcome == "answered" and not error else logging.WARNING
        if len(self.attempts) > 1:
            level = logging.WARNING
        if self._on_call is None and not log.isEnabledFor(level):
            return
        record = self._record(outcome, error)
        if log.isEnabledFor(level):
            log.log(level, "%s", _line(record), extra={"call": record})
        if self._on_call is not None:
            try:
                self._on_call(record)
            except Exception:
                # The answer is there; whoever counts calls may not lose it.
                log.exception("on_call failed")

    def _record(self, outcome: str, error: str) -> CallRecord:
        now = time.perf_counter()
        found, model, usage = self._handed_on, None, None
        if isinstance(found, dict):
            model, usage = found.get("model"), Usage.from_body(found.get("usage"))
        elif isinstance(found, EventChecker):
            model, usage = found.model, found.usage
            self.notes += found.notes
        asked = self.request_body or {}
        model = model if isinstance(model, str) else asked.get("model")
        return CallRecord(
            provider=self.provider or None,
            model=model,
            stream=isinstance(found, EventChecker) or bool(asked.get("stream")),
            outcome=outcome,
            status=self._status,
            error=error,
            attempts=tuple(self.attempts),
            passed_over=tuple(self.passed_over),
            rewritten=self._changes,
            request_id=self._request_id,
            started=time.time() - (now - self.began),
            seconds=now - self.began,
            seconds_to_first_byte=self._first_byte - self.began if self._first_byte else None,
            usage=usage,
            notes=tuple(self.notes),
            model_ends=end_of(self.provider, model),
        )


def _line(record: CallRecord) -> str:
    """Return a record as one line of a log."""
    tried = ", ".join(f"{a.provider} {a.outcome}" for a in record.attempts) or "nothing sent"
    parts = [f"{record.outcome} in {record.seconds:.3f} s", tried]
    if record.error:
        parts.append(record.error)
    if record.waited >= 0.001:
        parts.append(f"waited {record.waited:.3f} s")
    if record.passed_over:
        parts.append("passed over " + ", ".join(record.passed_over))
    if record.rewritten:
        parts.append("rewritten: " + ", ".join(record.rewritten))
    if record.notes:
        parts.append("noted: " + ", ".join(record.notes))
    if record.model_ends:
        parts.append(f"{record.model} ends on {record.model_ends}")
    return "; ".join(parts)


def _plain(text: str) -> bytes:
    return text.encode("ascii", "replace").replace(b"\n", b" ").replace(b"\r", b" ")
