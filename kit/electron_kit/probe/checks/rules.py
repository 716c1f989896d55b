"""Rules of a request: its fields, their types and bounds."""

from __future__ import annotations

from ..ask import Ask, Request
from ..check import Judge, Said, check
from ..exchange import at
from .judging import either, fate, refused, served
from .shared import QUESTION, WEATHER


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
    "rules.malformed",
    electron=Said("A body that is no JSON is refused with 400.", "S"),
    openai=Said("A body that is no JSON is refused with 400.", "O"),
)
def malformed(ask: Ask, judge: Judge) -> None:
    """Half a request."""
    refused(judge, ask.send(content=b'{"model": '), "a body that is no JSON")
