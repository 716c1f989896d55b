"""Records of calls that were watched from above the SDK, without its transports."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..providers import ELECTRON, OPENAI
from ..record import CallRecord, Usage, end_of


@dataclass(slots=True)
class Observed:
    """What is known of a stream while it is read.

    Attributes:
        provider: Who answers, if the user said so.
        model: The model that the chunks name.
        usage: The tokens counted, once they came.
        first: When the first chunk came, on the clock of `time.perf_counter`.
        ended: When the last did.
        outcome: What became of it, as in `CallRecord`.
        error: The class of what broke it.
    """

    provider: str | None
    model: str | None = None
    usage: Usage | None = None
    first: float | None = None
    ended: float = 0.0
    outcome: str = "closed"
    error: str = ""

    def take(self, item: Any) -> None:
        """Look at a chunk, or at an event of the SDK's helper."""
        # The SDK's .stream() wraps each chunk in an event and adds events of its own.
        chunk = getattr(item, "chunk", item)
        if getattr(item, "type", "chunk") != "chunk":
            return
        self.first = self.first or time.perf_counter()
        self.model = _get(chunk, "model") or self.model
        self.usage = _usage(chunk) or self.usage

    def __enter__(self) -> Observed:
        """Begin to read it."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Tell an end from a reader that closes it, and that from what broke it."""
        if error is None:
            self.end("answered")
        elif isinstance(error, GeneratorExit):
            self.end("closed")
        else:
            self.end("broken", error)

    def end(self, outcome: str, error: BaseException | None = None) -> None:
        """Note how it ended."""
        self.outcome, self.ended = outcome, time.perf_counter()
        self.error = type(error).__name__ if error else ""

    def record(self, stream: Any) -> CallRecord:
        """Return what is known in the end."""
        response = getattr(stream, "response", None) or getattr(stream, "_response", None)
        seconds = _elapsed(response)
        first = None
        if seconds and self.first:
            first = self.first - (_begun(response) or self.ended - seconds)
        return replace(
            _by_hand(self.provider, self.model, seconds, _request_id(response), self.usage),
            stream=True,
            outcome=self.outcome,
            error=self.error,
            seconds_to_first_byte=first if first is not None and first > 0 else None,
        )


def record_of(call: Any, provider: str | None, seconds: float | None) -> CallRecord:
    """Make a record of whatever the SDK returned.

    Raises:
        TypeError: It is no answer, or a stream that has not been read.
    """
    request_id = getattr(call, "_request_id", None)
    if hasattr(call, "parse") and hasattr(call, "headers"):
        request_id = call.headers.get("x-request-id")
        seconds = _elapsed(call) if seconds is None else seconds
        call = call.parse()
    if hasattr(call, "__next__") or hasattr(call, "__anext__"):
        raise TypeError("A stream has no counts before its end: for chunk in ledger.watch(stream).")
    if _get(call, "choices") is None and _get(call, "usage") is None:
        raise TypeError(
            f"{type(call).__name__} is no answer: it has neither choices nor usage. "
            "Give a ChatCompletion, a chunk, a raw response, a dictionary or a CallRecord."
        )
    record = _by_hand(provider, _get(call, "model"), seconds, request_id, _usage(call))
    return replace(record, stream=_get(call, "object") == "chat.completion.chunk")


def _by_hand(
    provider: str | None,
    model: str | None,
    seconds: float | None,
    request_id: str | None,
    usage: Usage | None,
) -> CallRecord:
    if provider is None:
        provider = (ELECTRON if model == ELECTRON.default_model else OPENAI).name
    return CallRecord(
        provider=provider,
        model=model,
        stream=False,
        outcome="answered",
        status=200,
        error="",
        attempts=(),
        passed_over=(),
        rewritten=(),
        request_id=request_id,
        started=time.time() - (seconds or 0),
        seconds=seconds,
        seconds_to_first_byte=None,
        usage=usage,
        model_ends=end_of(provider, model),
    )


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, Mapping) else getattr(thing, name, None)


def _usage(answer: Any) -> Usage | None:
    usage = _get(answer, "usage")
    return Usage.from_body(usage.model_dump() if hasattr(usage, "model_dump") else usage)


def _elapsed(response: Any) -> float | None:
    try:
        return float(response.elapsed.total_seconds())
    except (AttributeError, RuntimeError):  # RuntimeError: it has not been closed
        return None


def _begun(response: Any) -> float | None:
    # The HTTP client keeps when the request began, under a private name. Without it the end is
    # dated back by what the request took: too early by what passes between its end and ours.
    begun = getattr(getattr(response, "stream", None), "_start", None)
    return begun if isinstance(begun, float) else None


def _request_id(response: Any) -> str | None:
    headers = getattr(response, "headers", None)
    return headers.get("x-request-id") if headers is not None else None
