"""What happened to one call: plain data for a callback, a ledger or a log.

Nothing here imports the SDK or HTTP, so that whoever only reads records stays light.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from .contract import ending
from .providers import OPENAI


def end_of(provider: str | None, model: object) -> str | None:
    """Return the day on which OpenAI ends a model, or None if it is another's or none is recorded.

    Args:
        provider: The name of the provider that answered.
        model: The model.
    """
    if provider != OPENAI.name or not isinstance(model, str):
        return None
    found = ending(model)
    return None if found is None else found.on.isoformat()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a provider counted for one answer.

    Attributes:
        prompt_tokens: Input tokens, those from the prefix cache included.
        cached_tokens: Input tokens that came from the prefix cache.
        completion_tokens: Output tokens.
    """

    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int

    @classmethod
    def from_body(cls, usage: object) -> Usage | None:
        """Return the tokens of a ``usage`` object, or None where it holds no counts.

        Args:
            usage: The value of ``usage`` in an answer or in a chunk, as parsed from JSON.
        """
        if not isinstance(usage, Mapping):
            return None
        details: Any = usage.get("prompt_tokens_details")
        cached: Any = details.get("cached_tokens") if isinstance(details, Mapping) else None
        found = cls(
            usage.get("prompt_tokens"),  # type: ignore[arg-type]
            cached if _is_count(cached) else 0,
            usage.get("completion_tokens"),  # type: ignore[arg-type]
        )
        return found if found.possible else replace(found, cached_tokens=0)._or_none()

    @property
    def possible(self) -> bool:
        """Whether these are counts that can be: from 0, and no more cached than read."""
        counts = (self.prompt_tokens, self.cached_tokens, self.completion_tokens)
        return all(map(_is_count, counts)) and self.cached_tokens <= self.prompt_tokens

    def _or_none(self) -> Usage | None:
        return self if self.possible else None


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request that was sent to one provider.

    Attributes:
        provider: The provider's name.
        outcome: ``"answered"``, or why it was given up, such as ``"429"``,
            ``"connection failed"`` or ``"stream died before its first event"``.
        status: The HTTP status, or None if no answer came.
        waited: Seconds spent before it in the queue and in backoff.
        seconds: Seconds from sending to the answer or to the failure.
        request_id: The ``x-request-id`` of the answer, if one came.
    """

    provider: str
    outcome: str
    status: int | None
    waited: float
    seconds: float
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of the user's: who answered, after what, at what cost in time and tokens.

    A record is made when the call is over: after the answer was read, after the
    stream's last event, when the stream was closed early, or on failure.

    Attributes:
        provider: Who answered, or who was tried last; None if nothing was sent.
        model: The model that the answer names, or the one that was asked for.
        stream: Whether events were asked for.
        outcome: ``"answered"``, ``"failed"`` (nothing was handed on), ``"broken"``
            (failed after the first event was handed on) or ``"closed"`` (the
            reader stopped before the end).
        status: The HTTP status that was handed on, or None if none was.
        error: What went wrong in a short phrase; empty if nothing did.
        attempts: Every request sent, in order.
        passed_over: Providers that were not asked, each as ``"name: why"``.
        rewritten: What was changed in the request for the provider that answered.
        request_id: The ``x-request-id`` of the answer that was handed on.
        started: When the call began, in seconds since the epoch.
        seconds: Seconds from the call to its end; None where nobody measured.
        seconds_to_first_byte: Seconds from the call to the first event or to the
            whole plain answer; None if neither came.
        usage: The tokens counted, or None where the provider stated none (a
            stream without ``include_usage``, or a failure).
        notes: What was odd about the answer and was put right, each in a short phrase.
        model_ends: The day on which OpenAI ends the model that answered, such as
            ``"2027-01-14"``; None if no end is recorded. It is there whatever day it is.
    """

    provider: str | None
    model: str | None
    stream: bool
    outcome: str
    status: int | None
    error: str
    attempts: tuple[Attempt, ...]
    passed_over: tuple[str, ...]
    rewritten: tuple[str, ...]
    request_id: str | None
    started: float
    seconds: float | None
    seconds_to_first_byte: float | None
    usage: Usage | None
    model_ends: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def waited(self) -> float:
        """Seconds spent in the queue and in backoff, over all attempts."""
        return sum(attempt.waited for attempt in self.attempts)

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The request ids of all attempts that got one, in order."""
        return tuple(attempt.request_id for attempt in self.attempts if attempt.request_id)

    def as_dict(self) -> dict[str, Any]:
        """Return the record as values that JSON has."""
        return _plain(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Return the record that `as_dict` was given; fields that a record lacks are ignored.

        Raises:
            TypeError: A field is missing, or is no object where it has to be one.
        """
        known = {each.name: values[each.name] for each in fields(cls) if each.name in values}
        for name in ("passed_over", "rewritten", "notes"):
            known[name] = tuple(known.get(name, ()))
        known["attempts"] = tuple(Attempt(**attempt) for attempt in known.get("attempts", ()))
        known["usage"] = Usage(**known["usage"])._or_none() if known.get("usage") else None
        return cls(**known)


def _plain(record: Any) -> dict[str, Any]:
    return {each.name: _value(getattr(record, each.name)) for each in fields(record)}


def _value(value: Any) -> Any:
    if isinstance(value, Usage | Attempt):
        return _plain(value)
    return [_value(item) for item in value] if isinstance(value, tuple) else value
