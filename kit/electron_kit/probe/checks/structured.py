"""JSON: the formats that are listed, and those that are not."""

from __future__ import annotations

from ..ask import Ask, Request
from ..check import Judge, Said, check
from .judging import content, either, fate, joined, object_of, refused, served

SYSTEM: Request = {"role": "system", "content": "Answer in JSON with the keys city and country."}
SAID = "Paris is the capital of France."
MODE = {"type": "json_object"}


@check(
    "json.object",
    electron=Said("json_object gives a JSON object with the keys asked for.", "M S", 1, (60, 60)),
    openai=Said("json_object gives a JSON object with the keys asked for.", "O", 1, (60, 60)),
)
def mode(ask: Ask, judge: Judge) -> None:
    """JSON mode."""
    exchange = ask.post(ask.body(SYSTEM, SAID, response_format=MODE, max_tokens=100))
    if served(judge, exchange):
        value = object_of(content(exchange))
        if judge.must(value is not None, f"no JSON object: {content(exchange)[:80]!r}"):
            judge.should(
                set(value or {}) == {"city", "country"}, f"the keys are {list(value or {})}"
            )
    fate(judge, "format-json-object", exchange)


@check(
    "json.stream",
    electron=Said("json_object streamed joins to a JSON object.", "M S", 1, (60, 60)),
    openai=Said("json_object streamed joins to a JSON object.", "O", 1, (60, 60)),
)
def streamed(ask: Ask, judge: Judge) -> None:
    """JSON mode, event by event."""
    body = ask.body(SYSTEM, SAID, response_format=MODE, max_tokens=100, stream=True)
    exchange = ask.post(body)
    text = joined(exchange.chunks)
    judge.must(exchange.ok and object_of(text) is not None, f"no JSON object: {text[:80]!r}")


@check(
    "json.text",
    electron=Said("response_format text is accepted.", "M S"),
    openai=Said("response_format text is accepted.", "O"),
)
def text_format(ask: Ask, judge: Judge) -> None:
    """The default, said aloud."""
    exchange = ask.post(ask.body(response_format={"type": "text"}))
    served(judge, exchange, "response_format text")
    fate(judge, "format-text", exchange)


@check(
    "json.schema",
    electron=Said("What happens to json_schema, which is not listed?", "", 1, (80, 60)),
    openai=Said("json_schema gives an object that fits the schema.", "O", 1, (80, 60)),
)
def schema(ask: Ask, judge: Judge) -> None:
    """What client.chat.completions.parse stands on."""
    properties = {"city": {"type": "string"}, "country": {"type": "string"}}
    shape = {
        "type": "object",
        "properties": properties,
        "required": ["city", "country"],
        "additionalProperties": False,
    }
    wanted = {"name": "place", "strict": True, "schema": shape}
    form = {"type": "json_schema", "json_schema": wanted}
    exchange = ask.post(ask.body(SYSTEM, SAID, response_format=form, max_tokens=100))
    value = object_of(content(exchange))
    fits = value is not None and set(value) == {"city", "country"}
    if ask.electron:
        either(judge, "format-json-schema", exchange, "json_schema", "supported")
        # That one format of OpenAI's is missing is how the field deviates.
        judge.record(
            "field-response-format", "supported" if exchange.ok else "deviates", exchange.shown
        )
        if exchange.ok:
            judge.saw(f"the answer {'fits' if fits else 'does not fit'} the schema")
    elif served(judge, exchange, "json_schema"):
        judge.must(fits, f"the answer does not fit: {content(exchange)[:80]!r}")


@check(
    "json.unknown",
    electron=Said("A response_format of an unknown type is refused with 400.", "M S"),
    openai=Said("A response_format of an unknown type is refused with 400.", "O"),
)
def unknown(ask: Ask, judge: Judge) -> None:
    """A format that nobody has."""
    exchange = ask.post(ask.body(SYSTEM, SAID, response_format={"type": "yaml"}))
    refused(judge, exchange, "response_format yaml")


@check(
    "json.word",
    electron=Said("Does JSON mode need the word JSON in a message?", "", 1, (40, 60)),
    openai=Said("JSON mode without the word JSON in a message is refused with 400.", "O"),
)
def word(ask: Ask, judge: Judge) -> None:
    """JSON mode without a word of it."""
    exchange = ask.post(ask.body("Name a city.", response_format=MODE, max_tokens=60))
    if ask.electron:
        key = "behaviour-json-mode-without-the-word-json"
        either(judge, key, exchange, "JSON mode without the word", "supported")
    else:
        refused(judge, exchange, "JSON mode without the word")
