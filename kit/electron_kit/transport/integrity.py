"""Whether an answer is whole: events are checked before they are handed on.

The SDK takes a stream that merely stops for a finished one, and fails on a malformed event with
a bare `JSONDecodeError`. Here every event is parsed once. What is sound goes on, with the types
that the SDK promises; what is not is an error with the provider's own words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import httpx2
from jiter import from_json

from ..record import Usage
from . import field_types
from .answer_errors import error_in, words_of
from .choices import NOTHING, Choice, ErrorToldError, note
from .decoding import NotJSONError, parsed, quoted, written
from .errors import (
    ErrorEventError,
    MalformedEventError,
    Received,
    StreamCutError,
    StreamError,
)
from .framing import Block, Framer
from .tool_call_fragments import OddFragmentError

_CHUNK = "chat.completion.chunk"
# More than any answer has; a server that sends more without an end is not followed.
LONGEST_EVENT_BYTES = 64 * 1024 * 1024


class EventChecker:
    """Follows the events of one chat completion stream.

    Args:
        request: The request that the stream answers.
        provider: The name of the provider that sends it.

    Attributes:
        events: How many sound events have come.
        done: Whether the stream is whole and at its end.
        error: What is wrong with it, once that is known.
        model: The model that it names.
        usage: The tokens that it counts.
        notes: What was odd about it and was put right, each in a short phrase.
    """

    def __init__(self, request: httpx2.Request, provider: str) -> None:
        self._request, self._provider = request, provider
        self._framer = Framer()
        self._choices: dict[int, Choice] = {}
        self._envelope: dict[str, Any] = {}
        self._stray = b""
        self.events = 0
        self.done = False
        self.error: StreamError | None = None
        self.model: str | None = None
        self.usage: Usage | None = None
        self.notes: list[str] = []

    @property
    def received(self) -> Received:
        """What has come so far."""
        first = self._choices.get(0)
        if first is None or first.before == NOTHING:
            return Received(events=self.events)
        texts, calls, finished = first.before or first.now
        return Received("".join(first.texts[:texts]), calls, finished, self.events)

    @property
    def plain(self) -> bytes | None:
        """What came, if it is no stream of events at all; None if it is one."""
        whole = self._framer.whole
        return None if whole is None else bytes(whole)

    def feed(self, chunk: bytes) -> bytes:
        """Take the next bytes and return those that may be handed on: whole, sound events.

        After the first unsound event `error` is set and nothing more is returned.
        """
        if self.done or self.error is not None:
            return b""
        data = self._framer.lone(chunk)
        if data:
            try:
                value = from_json(data)
            except ValueError:
                pass  # the end, or something odd
            else:
                if self._is_piece(value):
                    return chunk
                return self._parsed(value, Block(data, b"", b"", True, chunk), same=True)
        good = self._blocks(self._framer.feed(chunk))
        if self._framer.held > LONGEST_EVENT_BYTES:
            self._fail(MalformedEventError, "an event is longer than any answer")
        return good

    def end(self) -> bytes:
        """Take the end of the stream; return what may still be handed on."""
        if self.done or self.error is not None:
            return b""
        good = self._blocks(self._framer.end(), last=True)
        if not (self.done or self.error is not None or self._framer.whole is not None):
            self._ended("stream ended without a finish_reason and [DONE]")
        return good

    def cut(self, why: str) -> StreamError | None:
        """Note that the connection failed; return the error, or None if the answer is whole.

        Args:
            why: In a short phrase.
        """
        if not self.done and self.error is None:
            self._ended(why)
        return self.error

    def _ended(self, why: str) -> None:
        """Note an end without [DONE]: every choice that began has to have finished."""
        if self._whole:
            self.done = True
            note(self.notes, "no [DONE]")
        else:
            self._fail(StreamCutError, why, quote=self._stray)

    @property
    def _whole(self) -> bool:
        choices = self._choices
        return bool(choices) and all(one.finished is not None for one in choices.values())

    def _fail(
        self, kind: type[StreamError], reason: str, body: Any = None, quote: str | bytes = ""
    ) -> None:
        said = quoted(quote or words_of(body), secrets_of(self._request))
        self.error = kind(
            reason,
            self._request,
            provider=self._provider,
            received=self.received,
            body=body,
            said=said,
        )

    def _blocks(self, blocks: Iterable[Block], *, last: bool = False) -> bytes:
        good = []
        for block in blocks:
            if block.data:
                sent = self._event(block, last=last)
                if sent:
                    good.append(sent)
            elif block.stray:
                self._outside(block.stray)
            elif block.plain and not last:
                good.append(block.raw)
            if self.done or self.error is not None:
                break
        return good[0] if len(good) == 1 else b"".join(good)

    def _outside(self, stray: bytes) -> None:
        """Look at what stands in no field: some servers write their error so."""
        self._stray = self._stray or stray
        if stray.startswith(b"{"):
            try:
                value, _ = parsed(stray)
            except NotJSONError:
                return
            error = error_in(value)
            if error is not None:
                self._fail(ErrorEventError, "an error outside of the events", error)

    def _is_piece(self, chunk: Any) -> bool:
        """Take a piece of text in the protocol's own form; say whether it is one.

        Nearly every event is one, and nothing of it is to be put right. The first has a role too.
        """
        state = self._choices.get(0)
        if (not state.began or state.halves.waiting) if state is not None else self._choices:
            return False
        try:
            (choice,) = chunk["choices"]
            delta = choice["delta"]
            text = delta["content"]
            usual = (
                type(text) is str
                and (len(delta) == 1 if state is not None else _is_first(delta))
                and type(choice["index"]) is int
                and choice["index"] == 0
                and choice.get("finish_reason") is None
                and choice.get("logprobs") is None
                and "error" not in choice
                and "error" not in chunk
                and chunk.get("usage") is None
                and field_types.is_envelope(chunk, _CHUNK)
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return False
        if usual:
            self.events += 1
            if state is None:
                state = self._begin(chunk)
            state.texts.append(text)
        return usual

    def _begin(self, chunk: dict[str, Any]) -> Choice:
        """Take the envelope of a first chunk, and note that its choice began."""
        self._envelope = {name: chunk[name] for name in ("id", "created", "model")}
        self.model = chunk["model"] or None
        state = self._choices[0] = Choice(self.notes)
        state.began = True
        return state

    def _event(self, block: Block, *, last: bool = False) -> bytes:
        """Take an event; return it as it may be handed on."""
        data = block.data
        if data.strip(b'"').upper() == b"[DONE]" or data.startswith(b"[DONE]"):
            self.done = self._whole
            if not self.done:
                reason = "stream ended with [DONE] but without a finish_reason"
                self._fail(StreamCutError, reason, quote=self._stray)
            return b"data: [DONE]\n\n" if self.done else b""
        try:
            value, same = parsed(data)
        except NotJSONError as error:
            return self._no_json(block, str(error), last=last)
        if block.name == b"error":
            self._fail(ErrorEventError, "an error event", error_in(value) or value)
            return b""
        return self._parsed(value, block, same=same)

    def _parsed(self, value: Any, block: Block, *, same: bool) -> bytes:
        """Take an event's JSON; return the event as it may be handed on."""
        if same and block.plain and self._is_piece(value):
            return block.raw
        data = block.data
        first = self._choices.get(0)
        if first is not None:
            first.before = first.now
        try:
            same = self._value(value) and same
        except field_types.OddFieldError as odd:
            self._fail(MalformedEventError, str(odd), error_in(value), quote=data)
        except OddFragmentError as odd:
            self._fail(odd.kind, odd.reason, quote=data)
        except ErrorToldError as told:
            self._fail(ErrorEventError, told.reason, told.body)
        if self.error is not None:
            return b""
        self.events += 1
        first = self._choices.get(0)
        if first is not None:
            first.before = None
        if same and block.plain:
            return block.raw
        return b"data: " + (data if same and b"\n" not in data else written(value)) + b"\n\n"

    def _no_json(self, block: Block, why: str, *, last: bool) -> bytes:
        """Take data that is not one JSON value: several events without blank lines, or none."""
        lines = block.data.split(b"\n")
        if len(lines) > 1 and all(line[:1] in (b"{", b"[", b'"') for line in lines):
            each = (Block(line, block.name, b"", False, b"") for line in lines)
            return self._blocks(each, last=last)
        if block.name == b"error":
            words = block.data.decode("utf-8", "replace")
            self._fail(ErrorEventError, "an error event", {"message": quoted(words)})
        elif last:
            if block.data[:1] not in (b"{", b"["):
                self._stray = self._stray or block.data
            self._ended("stream cut off inside an event")
        else:
            self._fail(MalformedEventError, f"an event {why}", quote=block.data)
        return b""

    def _value(self, value: Any) -> bool:
        """Take an event's JSON; say whether it may go on as it came."""
        if type(value) is not dict:
            error = error_in(value)
            if error is None or isinstance(value, str):
                self._fail(MalformedEventError, "an event is not a JSON object", quote=str(value))
            else:
                self._fail(ErrorEventError, "an error event", error)
            return True
        choices = value.get("choices")
        if "error" in value or not choices:
            error = error_in(value)
            if error is not None:
                self._fail(ErrorEventError, "an error event", error)
                return True
        same = not value.get("error")
        if not same:
            value["error"] = None  # an error without content, which the SDK would raise
        if type(choices) is not list:
            chunk = "usage" in value or "choices" in value or value.get("object") == _CHUNK
            if choices is not None or not chunk:
                self._fail(MalformedEventError, "an event has no choices", quote=str(value))
                return True
            value["choices"] = choices = []
            same = False
        for position, choice in enumerate(choices):
            same = self._choice(choice, position) and same
        return self._chunk(value) and same

    def _chunk(self, chunk: dict[str, Any]) -> bool:
        """Take a chunk's own fields; say whether they may go on as they came."""
        same = not field_types.envelope(chunk, _CHUNK, self._envelope)
        if not self._envelope:
            self._envelope = {name: chunk[name] for name in ("id", "created", "model")}
        if not self.model:
            self.model = chunk["model"] or None
        given = chunk.get("usage")
        if given is not None and field_types.is_usage(given):
            self.usage = Usage.from_body(given)
        elif given is not None:
            sound = field_types.usage(given)
            if not field_types.is_same(sound, given):
                chunk["usage"], same = sound, False
                note(self.notes, "usage that cannot be" if sound is None else "usage put right")
            if sound is not None:
                self.usage = Usage.from_body(sound)
        return same

    def _choice(self, choice: Any, position: int) -> bool:
        """Take a choice of a chunk; say whether it may go on as it came."""
        if type(choice) is not dict:
            raise field_types.OddFieldError("a choice is not an object")
        if choice.get("error"):
            raise ErrorToldError("an error event", choice["error"])
        given = choice.get("index")
        index = (
            given if type(given) is int and given >= 0 else field_types.as_index(given, position)
        )
        if index is None:
            raise field_types.OddFieldError("a choice's index is not a number")
        same = index is given
        if not same:
            choice["index"] = index
        state = self._choices.get(index)
        if state is None:
            state = self._choices[index] = Choice(self.notes)
            state.before = NOTHING
        return state.take(choice) and same


def _is_first(delta: dict[str, Any]) -> bool:
    return len(delta) == 2 and type(delta["role"]) is str


def secrets_of(request: httpx2.Request) -> list[str]:
    """Return what a provider may repeat of a request and no message may show."""
    return [request.headers.get("authorization", "").partition(" ")[2]]
