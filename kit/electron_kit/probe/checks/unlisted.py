"""Fields that Electron does not list, and what becomes of them."""

from __future__ import annotations

from typing import Any

from ..ask import Ask
from ..check import Judge, Said, check
from ..exchange import at
from .judging import either, fate, message, refused, served
from .shared import WEATHER


@check(
    "rules.prompt-logprobs",
    electron=Said("prompt_logprobs is refused with 400.", "M S"),
    openai=Said("What happens to prompt_logprobs, which the SDK has no type for?", ""),
)
def prompt_logprobs(ask: Ask, judge: Judge) -> None:
    """A field of other servers."""
    exchange = ask.post(ask.body(prompt_logprobs=1))
    if ask.electron:
        refused(judge, exchange, "prompt_logprobs")
        fate(judge, "field-prompt-logprobs", exchange)
    else:
        served_as = "accepted, not promised"
        either(judge, "field-prompt-logprobs", exchange, "prompt_logprobs", served_as)


@check(
    "rules.unknown-field",
    electron=Said("A field that is not listed passes the schema.", "D"),
    openai=Said("What happens to a field that nobody has?", ""),
)
def unknown_field(ask: Ask, judge: Judge) -> None:
    """A field that nobody has."""
    exchange = ask.post(ask.body(probe_says="hello"))
    if ask.electron:
        judge.must(exchange.ok or exchange.status == 400, f"no clear answer: {exchange.shown}")
        judge.should(exchange.ok, f"a field that is not listed was refused: {exchange.shown}")
    else:
        either(judge, "", exchange, "an unknown field", "supported")
        judge.observed.pop("", None)


UNLISTED: dict[str, Any] = {
    "max_completion_tokens": 16,
    "parallel_tool_calls": False,
    "reasoning_effort": "low",
    "store": False,
    "metadata": {"probe": "1"},
    "service_tier": "auto",
    "prediction": {"type": "content", "content": "pong"},
    "modalities": ["text"],
    "audio": {"voice": "alloy", "format": "mp3"},
    "web_search_options": {},
    "functions": [WEATHER["function"]],
    "function_call": "none",
    "verbosity": "low",
    "prompt_cache_key": "probe",
    "prompt_cache_options": {},
    "prompt_cache_retention": "in_memory",
    "safety_identifier": "probe",
    "moderation": {},
}


PLAIN_AT_OPENAI = ("store", "metadata", "service_tier", "prompt_cache_key", "safety_identifier")


@check(
    "rules.not-promised",
    electron=Said("The SDK's fields that are not listed pass the schema.", "D", 1, (200, 16)),
    openai=Said("store, metadata, service_tier and two more are accepted.", "O"),
)
def not_promised(ask: Ask, judge: Judge) -> None:
    """All of them in one request."""
    fields = UNLISTED if ask.electron else {name: UNLISTED[name] for name in PLAIN_AT_OPENAI}
    exchange = ask.post(ask.body(**fields))
    if not ask.electron:
        served(judge, exchange, "the SDK's plain fields")
        return
    judge.must(exchange.ok or exchange.status == 400, f"no clear answer: {exchange.shown}")
    judge.should(exchange.ok, f"a field that is not listed was refused: {exchange.shown}")
    details = at(exchange.json, "error", "details")
    named = {at(detail, "path", 0) for detail in details} if isinstance(details, list) else set()
    for name in UNLISTED:
        key = f"field-{name.replace('_', '-')}"
        if exchange.ok:
            judge.record(key, "accepted, not promised", "passed the schema")
        elif name in named:
            judge.record(key, "rejected", exchange.shown)


@check(
    "rules.max-completion-tokens",
    electron=Said("Does max_completion_tokens cap the answer?", "", 1, (40, 100)),
    openai=Said("max_completion_tokens caps the answer.", "O"),
)
def max_completion_tokens(ask: Ask, judge: Judge) -> None:
    """A cap that may be ignored silently."""
    body = ask.body("Count from 1 to 30, separated by commas.", max_tokens=None)
    exchange = ask.post({**body, "max_completion_tokens": 5})
    used = at(exchange.json, "usage", "completion_tokens")
    capped = isinstance(used, int) and used <= 5
    if ask.electron:
        clear = exchange.status == 400 or (exchange.ok and bool(message(exchange)))
        if judge.must(clear, f"no clear answer: {exchange.shown}"):
            effect = f"{used} tokens came with a cap of 5"
            judge.saw(effect if exchange.ok else exchange.shown)
    elif served(judge, exchange, "max_completion_tokens"):
        judge.must(capped, f"max_completion_tokens 5 gave {used} tokens")
