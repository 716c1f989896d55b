"""What many checks ask of an answer, in the openai SDK's own types."""

from __future__ import annotations

import json
from typing import Any

from ..check import Judge
from ..exchange import Exchange, at


def message(exchange: Exchange) -> dict[str, Any]:
    """Return the first choice's message, or an empty one."""
    found = at(exchange.json, "choices", 0, "message")
    return found if isinstance(found, dict) else {}


def content(exchange: Exchange) -> str:
    """Return the first choice's text; empty if there is none."""
    found = message(exchange).get("content")
    return found if isinstance(found, str) else ""


def calls(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the tool calls of the first choice that are objects."""
    found = message(exchange).get("tool_calls")
    return [it for it in found if isinstance(it, dict)] if isinstance(found, list) else []


def called(exchange: Exchange) -> list[str]:
    """Return the names of the tools that the first choice calls."""
    return [str(at(call, "function", "name")) for call in calls(exchange)]


def served(judge: Judge, exchange: Exchange, what: str = "the request") -> bool:
    """Note whether a request was answered with a choice, and return it."""
    answered = exchange.ok and bool(message(exchange))
    return judge.must(answered, f"{what} was not served: {exchange.shown}")


def refused(judge: Judge, exchange: Exchange, what: str, status: int = 400) -> bool:
    """Note whether a request was refused with a status, and return whether it was.

    An endpoint that serves it does not hurt a user of the SDK, so that is compatible;
    what the SDK cannot make an error of is not.
    """
    clear = _is_clear(exchange, bool(message(exchange) or exchange.chunks))
    judge.must(clear, f"{what}: no clear answer: {exchange.shown}")
    holds = exchange.status == status
    if not holds:
        judge.should(False, f"{what} was not refused with {status}: {exchange.shown}")
    return holds


def _is_clear(exchange: Exchange, answered: bool) -> bool:
    """Say whether the SDK makes an answer of it, or an error that programs can catch."""
    return (exchange.ok and answered) or (400 <= exchange.status < 500 and not exchange.error)


def fate(judge: Judge, key: str, exchange: Exchange, served_as: str = "supported") -> None:
    """Record what became of something by the status alone."""
    if exchange.ok:
        judge.record(key, served_as, "200")
    # A server that fails says nothing of what it supports.
    elif 400 <= exchange.status < 500:
        judge.record(key, "rejected", exchange.shown)


def either(judge: Judge, key: str, exchange: Exchange, what: str, served_as: str) -> None:
    """Record an open question: what is served or clearly refused serves a user of the SDK."""
    clear = _is_clear(exchange, bool(message(exchange)))
    if judge.must(clear, f"{what}: no clear answer: {exchange.shown}"):
        judge.saw(f"{what}: {'accepted' if exchange.ok else exchange.shown}")
        fate(judge, key, exchange, served_as)


def ended(judge: Judge, exchange: Exchange, why: str) -> None:
    """Note whether the first choice ended for a reason."""
    finish = at(exchange.json, "choices", 0, "finish_reason")
    judge.should(finish == why, f"finish_reason is {finish!r}")


def object_of(text: str | None) -> dict[str, Any] | None:
    """Return a JSON object's value, or None if the text is none."""
    try:
        value = json.loads(text or "")
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def joined(chunks: list[dict[str, Any]]) -> str:
    """Return the text that the deltas of a stream make."""
    pieces = [at(chunk, "choices", 0, "delta", "content") for chunk in chunks]
    return "".join(piece for piece in pieces if isinstance(piece, str))
