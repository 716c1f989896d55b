"""Rules of a request: fields, their types and bounds, roles and content."""

from __future__ import annotations

from typing import Any

from ..ask import Ask, Request
from ..check import Judge, Said, check
from ..exchange import at
from .judging import content, either, fate, message, refused, served
from .shared import QUESTION, WEATHER, round_trip

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAF"
    "hQGAhKmMIQAAAABJRU5ErkJggg=="
)


@check(
    "rules.model",
    electron=Said(
        'model is required, and "electron" is the only one: 400 otherwise.', "M S", requests=2
    ),
    openai=Said("A missing model is refused with 400, an unknown one with 404.", "O", requests=2),
)
def model(ask: Ask, judge: Judge) -> None:
    """The model's name."""
    refused(judge, ask.post(ask.body(model=None)), "a request without a model")
    unknown = ask.post(ask.body(model="no-such-model-probe"))
    refused(judge, unknown, "an unknown model", 400 if ask.electron else 404)
    if ask.electron:
        # That there is one model and no other is how it deviates.
        judge.record("field-model", "supported" if unknown.ok else "deviates", unknown.shown)


@check(
    "rules.messages",
    electron=Said("messages is required and has at least one message.", "S", requests=2),
    openai=Said("messages is required and has at least one message.", "O", requests=2),
)
def messages(ask: Ask, judge: Judge) -> None:
    """Nothing said, nothing answered."""
    refused(judge, ask.post(ask.body(messages=None)), "a request without messages")
    refused(judge, ask.post(ask.body(messages=[])), "an empty list of messages")


@check(
    "rules.roles",
    electron=Said("The roles system, user, assistant and tool are accepted.", "M S"),
    openai=Said("The roles system, user, assistant and tool are accepted.", "O"),
)
def roles(ask: Ask, judge: Judge) -> None:
    """The four roles in one conversation."""
    spoken: list[Request] = [
        {"role": "system", "content": "Answer in a few words."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hello. What can I do?"},
        *round_trip("One moment."),
    ]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER], max_tokens=60))
    if served(judge, exchange, "a conversation of the four roles"):
        for role in ("system", "user", "assistant", "tool"):
            judge.record(f"role-{role}", "supported", "200")


@check(
    "rules.role-developer",
    electron=Said("What happens to the role developer, which is not listed?", ""),
    openai=Said("The role developer is accepted.", "O"),
)
def developer(ask: Ask, judge: Judge) -> None:
    """OpenAI's newer name for system."""
    said = {"role": "developer", "content": "Answer in one word."}
    exchange = ask.post(ask.body(said, "Reply with exactly: pong"))
    if ask.electron:
        either(judge, "role-developer", exchange, "role developer", "supported")
    else:
        served(judge, exchange, "a message of the role developer")


@check(
    "rules.role-function",
    electron=Said("What happens to the role function, which is not listed?", ""),
    openai=Said("What happens to the deprecated role function?", ""),
)
def function(ask: Ask, judge: Judge) -> None:
    """The role before tool."""
    said = {"role": "function", "name": "get_weather", "content": "Sunny"}
    exchange = ask.post(ask.body("What is the weather?", said, "Reply with exactly: pong"))
    either(judge, "role-function", exchange, "role function", "supported")


@check(
    "rules.role-unknown",
    electron=Said("A role that is not listed is refused with 400.", "M S"),
    openai=Said("A role that is not listed is refused with 400.", "O"),
)
def unknown_role(ask: Ask, judge: Judge) -> None:
    """A role that nobody has."""
    said = {"role": "narrator", "content": "Hello"}
    refused(judge, ask.post(ask.body(said)), "the role narrator")


@check(
    "rules.content",
    electron=Said("content is a string: neither a number nor, for a user, null.", "S", requests=2),
    openai=Said("content is neither a number nor, for a user, null.", "O", requests=2),
)
def content_types(ask: Ask, judge: Judge) -> None:
    """What content is not."""
    refused(judge, ask.post(ask.body({"role": "user", "content": 7})), "content as a number")
    exchange = ask.post(ask.body({"role": "user", "content": None}))
    refused(judge, exchange, "content null of a user")
    fate(judge, "behaviour-message-with-null-content", exchange)


@check(
    "rules.content-null",
    electron=Said("An assistant message with tool_calls may have content null.", "S"),
    openai=Said("An assistant message with tool_calls may have content null.", "O"),
)
def content_null(ask: Ask, judge: Judge) -> None:
    """The usual history of a tool call."""
    exchange = ask.post(ask.body(*round_trip(None), tools=[WEATHER], max_tokens=60))
    served(judge, exchange, "a history with content null beside tool_calls")


@check(
    "rules.content-left-out",
    electron=Said("A message requires role alone: content may be left out.", "S"),
    openai=Said("An assistant message with tool_calls may leave content out.", "O"),
)
def content_left_out(ask: Ask, judge: Judge) -> None:
    """As some programs write their history."""
    spoken = round_trip(None)
    del spoken[1]["content"]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER], max_tokens=60))
    served(judge, exchange, "a history without content beside tool_calls")
    fate(judge, "behaviour-message-without-content", exchange)


@check(
    "rules.null",
    electron=Said("What happens to null for an optional field?", ""),
    openai=Said("null for an optional field is accepted.", "O"),
)
def null(ask: Ask, judge: Judge) -> None:
    """A field that is there and says nothing."""
    exchange = ask.post({**ask.body(), "temperature": None})
    if ask.electron:
        key = "behaviour-null-for-an-optional-field"
        either(judge, key, exchange, "temperature null", "supported")
    else:
        served(judge, exchange, "temperature null")


@check(
    "rules.content-parts",
    electron=Said("What happens to content as a list of text parts, which is not listed?", ""),
    openai=Said("Content as a list of text parts is accepted.", "O"),
)
def content_parts(ask: Ask, judge: Judge) -> None:
    """Text, in the form that images need."""
    parts = [{"type": "text", "text": "Reply with exactly: pong"}]
    exchange = ask.post(ask.body({"role": "user", "content": parts}))
    if ask.electron:
        either(judge, "contentpart-text", exchange, "content as text parts", "supported")
    else:
        served(judge, exchange, "content as text parts")


@check(
    "rules.content-media",
    electron=Said("Images, audio and files are refused with 400: text in, text out.", "D", 3),
    openai=Said("An image part is accepted.", "O", 1, (300, 16)),
)
def media(ask: Ask, judge: Judge) -> None:
    """What is no text."""
    parts: dict[str, Request] = {
        "image_url": {"image_url": {"url": PIXEL}},
        "input_audio": {"input_audio": {"data": "UklGRg==", "format": "wav"}},
        "file": {"file": {"filename": "a.txt", "file_data": "data:text/plain;base64,aGk="}},
    }
    for kind, part in parts.items() if ask.electron else list(parts.items())[:1]:
        text = {"type": "text", "text": "Reply with exactly: pong"}
        said = {"role": "user", "content": [text, {"type": kind, **part}]}
        exchange = ask.post(ask.body(said))
        if ask.electron:
            refused(judge, exchange, f"a part of type {kind}")
            fate(judge, f"contentpart-{kind.replace('_', '-')}", exchange)
        else:
            served(judge, exchange, f"a part of type {kind}")


@check(
    "rules.tool-call-id",
    electron=Said("A tool message without tool_call_id is refused with 400.", "S"),
    openai=Said("A tool message without tool_call_id is refused with 400.", "O"),
)
def tool_call_id(ask: Ask, judge: Judge) -> None:
    """A result that belongs to no call."""
    spoken = round_trip(None)
    del spoken[-1]["tool_call_id"]
    exchange = ask.post(ask.body(*spoken, tools=[WEATHER]))
    refused(judge, exchange, "a tool message without tool_call_id")
    fate(judge, "behaviour-tool-message-without-tool-call-id", exchange)


RANGES: tuple[tuple[str, float, float], ...] = (
    ("temperature", 0, 2),
    ("top_p", 0, 1),
    ("presence_penalty", -2, 2),
    ("frequency_penalty", -2, 2),
)
_RANGES = (
    "temperature is 0 to 2, top_p 0 to 1, presence_penalty and frequency_penalty -2 to 2: "
    "400 beyond."
)


@check(
    "rules.ranges",
    electron=Said(_RANGES, "S", requests=8),
    openai=Said(_RANGES, "O", requests=8),
)
def ranges(ask: Ask, judge: Judge) -> None:
    """One step beyond each bound."""
    for name, low, high in RANGES:
        below = ask.post(ask.body(**{name: low - 0.1}))
        above = ask.post(ask.body(**{name: high + 0.1}))
        held = refused(judge, below, f"{name} {low - 0.1:g}")
        held = refused(judge, above, f"{name} {high + 0.1:g}") and held
        if held:
            judge.saw(f"{name} {low:g} to {high:g}")


_BOUNDS = "Each bound itself is accepted, and so are seed, user, logit_bias, stop and n = 1."


@check(
    "rules.bounds",
    electron=Said(_BOUNDS, "S", requests=2),
    openai=Said(_BOUNDS, "O", requests=2),
)
def bounds(ask: Ask, judge: Judge) -> None:
    """Every field that is listed, at its bounds."""
    also: Request = {
        "seed": 7,
        "user": "probe",
        "logit_bias": {"100": 0},
        "stop": "@@",
        "n": 1,
        "stream": False,
        "logprobs": True,
        "tools": [WEATHER],
    }
    # OpenAI's types say 20; its models since 5.4 take 5.
    for side, places in ((1, 0), (2, 20 if ask.electron else 5)):
        at_bound = {entry[0]: entry[side] for entry in RANGES}
        choice = {"tool_choice": "none" if side == 1 else "auto"}
        exchange = ask.post(ask.body(**at_bound, **also, **choice, top_logprobs=places))
        if served(judge, exchange, f"the {'lower' if side == 1 else 'upper'} bounds"):
            fields = (*at_bound, *also, "top_logprobs", "tool_choice")
            fields += ("max_tokens" if ask.electron else "max_completion_tokens",)
            for name in fields:
                if name != "n":
                    judge.record(f"field-{name.replace('_', '-')}", "supported", "200")


@check(
    "rules.max-tokens",
    electron=Said("max_tokens is an integer of at least 1: 400 otherwise.", "S", requests=2),
    openai=Said(
        "max_completion_tokens is an integer of at least 1: 400 otherwise.", "O", requests=2
    ),
)
def max_tokens(ask: Ask, judge: Judge) -> None:
    """No tokens, and a text for a number."""
    refused(judge, ask.post(ask.body(max_tokens=0)), "max_tokens 0")
    refused(judge, ask.post(ask.body(max_tokens="sixteen")), "max_tokens as a string")


@check(
    "rules.types",
    electron=Said(
        "stream and include_usage are booleans, seed an integer, logit_bias an object, user a "
        "string, tools an array: 400 otherwise.",
        "S",
        requests=6,
    ),
    openai=Said(
        "stream is a boolean, seed an integer, logit_bias an object, tools an array: 400 "
        "otherwise.",
        "O",
        requests=4,
    ),
)
def types(ask: Ask, judge: Judge) -> None:
    """A value of another type for each."""
    wrong: Request = {"stream": "yes", "seed": "seven", "logit_bias": "none", "tools": "weather"}
    if ask.electron:
        wrong |= {"user": 7, "stream_options": {"include_usage": "yes"}}
    for name, value in wrong.items():
        also = {"stream": True} if name == "stream_options" else {}
        exchange = ask.post(ask.body(**{name: value}, **also))
        refused(judge, exchange, f"{name} as {type(value).__name__}")


@check(
    "rules.stop",
    electron=Said("stop takes four strings, and not five.", "S", requests=2),
    openai=Said("stop takes four strings, and not five.", "O", requests=2),
)
def stop(ask: Ask, judge: Judge) -> None:
    """Four ends, and one more."""
    ends = ["@1", "@2", "@3", "@4", "@5"]
    served(judge, ask.post(ask.body(stop=ends[:4])), "four stop sequences")
    refused(judge, ask.post(ask.body(stop=ends)), "five stop sequences")


@check(
    "rules.tool-choice",
    electron=Said("tool_choice is auto, required, none or a function that is there.", "S", 2),
    openai=Said("tool_choice is auto, required, none or a function that is there.", "O", 2),
)
def tool_choice(ask: Ask, judge: Judge) -> None:
    """Choices that nobody has."""
    exchange = ask.post(ask.body(QUESTION, tools=[WEATHER], tool_choice="sometimes"))
    refused(judge, exchange, "tool_choice 'sometimes'")
    named = {"type": "function", "function": {"name": "get_nothing"}}
    exchange = ask.post(ask.body(QUESTION, tools=[WEATHER], tool_choice=named))
    refused(judge, exchange, "a tool_choice that no tool has the name of")


@check(
    "rules.logprobs",
    electron=Said("top_logprobs is 0 to 20 and needs logprobs: 400 otherwise.", "S", requests=2),
    openai=Said("top_logprobs is 0 to 20 and needs logprobs: 400 otherwise.", "O", requests=2),
)
def logprobs(ask: Ask, judge: Judge) -> None:
    """Too many, and without the switch."""
    refused(judge, ask.post(ask.body(logprobs=True, top_logprobs=21)), "top_logprobs 21")
    exchange = ask.post(ask.body(top_logprobs=2))
    refused(judge, exchange, "top_logprobs without logprobs")
    fate(judge, "behaviour-top-logprobs-without-logprobs", exchange)


@check(
    "rules.n",
    uses=("two",),
    electron=Said("More than one choice (n = 2) is refused with 400.", "M S", 0),
    openai=Said("n = 2 gives two choices.", "O", 0),
)
def several(ask: Ask, judge: Judge) -> None:
    """Two answers for one question."""
    exchange = ask.shared("two")
    choices = at(exchange.json, "choices")
    number = len(choices) if isinstance(choices, list) else 0
    if ask.electron:
        # One answer where two were asked for, and no error, is what hurts.
        judge.must(not exchange.ok or number == 2, f"n = 2 was served with {number} choice")
        refused(judge, exchange, "n = 2")
        fate(judge, "field-n", exchange)
    elif served(judge, exchange, "n = 2"):
        judge.must(number == 2, f"n = 2 was served with {number} choice")


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


@check(
    "rules.malformed",
    electron=Said("A body that is no JSON is refused with 400.", "S"),
    openai=Said("A body that is no JSON is refused with 400.", "O"),
)
def malformed(ask: Ask, judge: Judge) -> None:
    """Half a request."""
    refused(judge, ask.send(content=b'{"model": '), "a body that is no JSON")


@check(
    "rules.history",
    electron=Said("The history is part of the request: what was said counts.", "M D", 1, (60, 40)),
    openai=Said("The history is part of the request: what was said counts.", "O", 1, (60, 40)),
)
def history(ask: Ask, judge: Judge) -> None:
    """A name said two messages ago."""
    spoken: list[str | Request] = [
        "My name is Asha.",
        {"role": "assistant", "content": "Hello."},
        "What is my name?",
    ]
    exchange = ask.post(ask.body(*spoken, max_tokens=40))
    if served(judge, exchange, "a conversation"):
        judge.should("Asha" in content(exchange), f"the answer was {content(exchange)!r}")
