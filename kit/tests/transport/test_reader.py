"""What servers of this protocol really send: read leniently in form and strictly in meaning.

Each row is sent on a socket as it stands, to the SDK over the kit. Either the text, the calls
and the types of an answer come out, or an error of the kit with the provider's own words,
before anything was handed on, so that another provider is asked.
"""

import asyncio
import gzip
import json
import zlib
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from pydantic import ValidationError

from electron_kit import ELECTRON, OPENAI, Account, async_client, client
from electron_kit.sandbox import Sandbox
from electron_kit.transport import (
    ErrorEventError,
    MalformedAnswerError,
    MalformedEventError,
    StreamCutError,
    StreamError,
    ToolCallIndexError,
)

from .conftest import quick
from .wire import (
    DONE,
    HELLO,
    ROLE,
    SOUND,
    STOP,
    USAGE,
    WORLD,
    Wire,
    answer,
    chunk,
    event,
    events,
    running,
    stream,
    whole,
)

REQUEST: dict[str, Any] = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}
STREAM = {**REQUEST, "stream": True}


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A server that sends what it is told."""
    yield from running()


class Asked:
    """The SDK over the kit, asking the server that sends what it is told."""

    def __init__(self, kind: str, wire: Wire, sandbox: Sandbox) -> None:
        self._kind = kind
        self.records: list[Any] = []
        self._first = Account(ELECTRON, wire.url, "sk_sandbox_reader")
        self._both = [self._first, Account(OPENAI, sandbox.openai_url, "sk-sandbox_reader")]
        self._policy = quick(attempts=1)

    def __call__(self, request: dict[str, Any], *, both: bool = False) -> list[Any]:
        """Return the answer, or the chunks of a stream."""
        providers: Any = self._both if both else self._first
        policy = quick(attempts=2) if both else self._policy
        options = {"policy": policy, "on_call": self.records.append}
        self.records.clear()
        if self._kind == "async":
            return asyncio.run(self._async(providers, request, options))
        with client(providers, **options) as sdk:
            got = sdk.chat.completions.create(**request)
            return list(got) if request.get("stream") else [got]

    async def _async(self, providers: Any, request: dict[str, Any], options: Any) -> list[Any]:
        async with async_client(providers, **options) as sdk:
            got = await sdk.chat.completions.create(**request)
            return [each async for each in got] if request.get("stream") else [got]


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, wire: Wire, sandbox: Sandbox) -> Asked:
    """Each kind of client in turn."""
    return Asked(request.param, wire, sandbox)


def put_together(chunks: list[Any]) -> tuple[str, list[tuple[Any, str, str]], Any]:
    """Return text, calls and finish reason, put together as the SDK's users do: by index."""
    text, finish = "", None
    calls: dict[int, list[Any]] = {}
    for each in chunks:
        for choice in each.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
            for part in choice.delta.tool_calls or ():
                call = calls.setdefault(part.index, [None, "", ""])
                call[0] = part.id or call[0]
                call[1] += (part.function and part.function.name) or ""
                call[2] += (part.function and part.function.arguments) or ""
    return text, [tuple(calls[at]) for at in sorted(calls)], finish


def typed(values: list[Any]) -> None:
    """Assert that what came out has the types that the SDK promises."""
    for value in values:
        kind = ChatCompletion if value.object == "chat.completion" else ChatCompletionChunk
        try:
            kind.model_validate(value.model_dump(), strict=True)
        except ValidationError as wrong:
            # A word that the SDK does not know yet is kept: its lists of words grow.
            if any(each["type"] != "literal_error" for each in wrong.errors()):
                raise


BOM = "\ufeff"

# Events that the format allows, and forms that servers were seen to send.
SOUND_STREAMS: dict[str, bytes | str] = {
    "usual": SOUND,
    "carriage returns and line feeds": SOUND.replace("\n", "\r\n"),
    "carriage returns alone": SOUND.replace("\n", "\r"),
    "line ends mixed": SOUND.replace("\n\n", "\r\n\n", 1).replace("\n\n", "\n\r", 2),
    "byte-order mark": BOM + SOUND,
    "retry": "retry: 3000\n\n" + SOUND,
    "retry alone between": stream(HELLO) + "retry: 3000\n\n" + stream(WORLD, STOP, DONE),
    "id alone between": stream(HELLO) + "id: 7\n\n" + stream(WORLD, STOP, DONE),
    "id, then comments": stream(HELLO) + "id: 7\n\n: x\n\n" + stream(WORLD, STOP, DONE),
    "event without data": stream(HELLO) + "event: ping\n\n" + stream(WORLD, STOP, DONE),
    "empty data": stream(HELLO) + "data:\n\ndata: \n\ndata\n\n" + stream(WORLD, STOP, DONE),
    "comment after id": "id: 1\n: hello\n" + SOUND,
    "field without colon": "data\nid\nretry\nevent\n\n" + SOUND,
    "unknown fields": "foo: bar\n\nx\n\n" + SOUND,
    "id with NUL": "id: a\0b\n" + SOUND,
    "named events": SOUND.replace("data:", "event: message\nid: 3\nretry: 5\ndata:"),
    "event named like an assistant's": SOUND.replace("data:", "event: thread.message\ndata:"),
    "no space after the colon": SOUND.replace("data: ", "data:"),
    "spaces and tabs after the colon": SOUND.replace("data: ", "data: \t "),
    "data over several lines": SOUND.replace('"choices"', '\ndata: "choices"'),
    "one line feed between events": SOUND.replace("\n\n", "\n"),
    "many blank lines": "\n\n\n" + SOUND.replace("\n\n", "\n\n\n\n\n"),
    "no last blank line": SOUND.rstrip("\n"),
    "no last blank line and no [DONE]": stream(HELLO, WORLD, STOP).rstrip("\n"),
    "no [DONE]": stream(HELLO, WORLD, STOP),
    "[DONE] with spaces": stream(HELLO, WORLD, STOP) + "data:   [DONE]  \n\n",
    "[DONE] in quotes": stream(HELLO, WORLD, STOP) + 'data: "[DONE]"\n\n',
    "named [DONE]": stream(HELLO, WORLD, STOP) + "event: done\ndata: [DONE]\n\n",
    "anything after [DONE]": SOUND + "data: {\n\nnonsense",
    "keep-alives": ": OPENROUTER PROCESSING\n\n" * 5 + SOUND,
    "delta null at the end": stream(HELLO, WORLD, chunk(None, "stop"), DONE),
    "no delta at the end": stream(HELLO, WORLD, DONE).replace(
        event(DONE), event({**STOP, "choices": [{"index": 0, "finish_reason": "stop"}]})
    ),
    "usage without choices": stream(
        HELLO, WORLD, STOP, {k: v for k, v in USAGE.items() if k != "choices"}, DONE
    ),
    "usage with choices null": stream(HELLO, WORLD, STOP, {**USAGE, "choices": None}, DONE),
    "choices empty at first": stream(
        {**ROLE, "choices": [], "prompt_filter_results": []}, HELLO, WORLD, STOP, DONE
    ),
    "finish_reason empty": stream(
        chunk({"content": "Hello "}, ""), chunk({"content": "world"}, ""), STOP, DONE
    ),
    "finish_reason the word null": stream(chunk({"content": "Hello "}, "null"), WORLD, STOP, DONE),
    "finish_reason in capitals": stream(HELLO, WORLD, chunk({}, "STOP"), DONE),
    "finish_reason twice": stream(HELLO, WORLD, STOP, STOP, USAGE, DONE),
    "every null there is": stream(
        chunk(
            {"role": None, "content": None, "tool_calls": None, "refusal": None},
            None,
            usage=None,
            system_fingerprint=None,
            service_tier=None,
        ),
        {**HELLO, "id": None, "created": None, "model": None, "object": None},
        {"choices": [{"index": None, "delta": {"content": "world"}, "logprobs": None}]},
        STOP,
        DONE,
    ),
    "role in every delta": stream(
        chunk({"role": "assistant", "content": "Hello "}),
        chunk({"role": "assistant", "content": "world"}),
        STOP,
        DONE,
    ),
    "content in parts": stream(
        chunk({"content": [{"type": "text", "text": "Hello "}]}),
        chunk({"content": [{"type": "text", "text": "wor"}, {"type": "text", "text": "ld"}]}),
        STOP,
        DONE,
    ),
    "index as text": stream(HELLO, WORLD, STOP, DONE).replace('"index": 0', '"index": "0"'),
    "created as a fraction": stream(HELLO, WORLD, STOP, DONE).replace(
        '"created": 1', '"created": 1.5'
    ),
    "id as a number": stream(HELLO, WORLD, STOP, DONE).replace('"chatcmpl-1"', "17"),
    "error null beside": stream(*({**each, "error": None} for each in (HELLO, WORLD, STOP)), DONE),
    "error without content beside": stream(
        *({**each, "error": {"code": 0, "message": ""}} for each in (HELLO, WORLD, STOP)), DONE
    ),
    "a whole message in one event": stream(whole(object="chat.completion.chunk"), DONE),
    "keys twice": stream(HELLO, WORLD, STOP, DONE).replace('"id":', '"id": "x", "id":'),
    "not a number": stream(HELLO, WORLD, STOP, DONE).replace(
        '"choices"', '"x": NaN, "y": -Infinity, "choices"'
    ),
    "usage in words": stream(
        HELLO,
        WORLD,
        STOP,
        {**USAGE, "usage": {"prompt_tokens": "3", "completion_tokens": 2.0}},
        DONE,
    ),
    "usage negative": stream(
        HELLO, WORLD, STOP, {**USAGE, "usage": {"prompt_tokens": -1, "completion_tokens": 2}}, DONE
    ),
    "usage no object": stream(HELLO, WORLD, STOP, {**USAGE, "usage": 7}, DONE),
    "usage of nulls": stream(
        HELLO,
        WORLD,
        STOP,
        {**USAGE, "usage": {"prompt_tokens": None, "completion_tokens": None}},
        DONE,
    ),
}


@pytest.mark.parametrize("name", SOUND_STREAMS)
def test_a_stream_is_read_in_whatever_form_it_is_sound(name: str, wire: Wire, ask: Asked) -> None:
    """The whole text, one finish reason and the SDK's types come out of each form."""
    wire.tell(events(SOUND_STREAMS[name]))
    chunks = ask(STREAM)
    assert put_together(chunks) == ("Hello world", [], "stop")
    typed(chunks)
    (record,) = ask.records
    assert record.outcome == "answered"
    if record.usage is not None:
        assert (record.usage.prompt_tokens, record.usage.completion_tokens) == (3, 2)


KINDS = [
    "text/event-stream; charset=utf-8",
    "TEXT/Event-Stream;charset=UTF-8",
    " text/event-stream ",
    "text/event-stream, text/event-stream",
    "text/plain",
    "application/octet-stream",
    "application/json",
    "application/x-ndjson",
    "",
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_stream_is_known_by_what_it_is(kind: str, wire: Wire, ask: Asked) -> None:
    """Its media type may be written in any way, be another one or be missing."""
    wire.tell(events(SOUND, kind))
    assert put_together(ask(STREAM)) == ("Hello world", [], "stop")


PLAIN_KINDS = [
    "application/json",
    "Application/JSON",
    "application/json; charset=utf-8",
    "application/json;charset=utf8; x=y",
    "application/problem+json",
    "text/plain; charset=utf-8",
    "text/event-stream",
    "text/html",
    "",
]


@pytest.mark.parametrize("kind", PLAIN_KINDS)
def test_a_plain_answer_is_known_by_what_it_is(kind: str, wire: Wire, ask: Asked) -> None:
    """The SDK makes a string of an answer whose media type does not end in json."""
    wire.tell(answer(whole(), kind))
    (got,) = ask(REQUEST)
    assert got.choices[0].message.content == "Hello world"
    typed([got])


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "x-gzip", "deflate", "identity", "utf-8"])
@pytest.mark.parametrize("streamed", [False, True])
def test_content_codings_are_undone(coding: str, streamed: bool, wire: Wire, ask: Asked) -> None:
    """In any spelling, on plain answers and on streams."""
    body = SOUND.encode() if streamed else json.dumps(whole()).encode()
    if "gzip" in coding.lower():
        body = gzip.compress(body)
    if coding == "deflate":
        body = zlib.compress(body)
    kind = "text/event-stream" if streamed else "application/json"
    wire.tell(answer(body, kind, headers=(f"content-encoding: {coding}",)))
    got = ask(STREAM if streamed else REQUEST)
    text = put_together(got)[0] if streamed else got[0].choices[0].message.content
    assert text == "Hello world"


WEATHER = {"name": "weather", "arguments": '{"city":"Oslo"}'}
CLOCK = {"name": "clock", "arguments": '{"city":"Rome"}'}
OSLO, ROME = ("call_a", "weather", '{"city":"Oslo"}'), ("call_b", "clock", '{"city":"Rome"}')


def calls(*deltas: list[Any], finish: str = "tool_calls") -> str:
    """Return a stream with these ``tool_calls`` deltas."""
    return stream(ROLE, *(chunk({"tool_calls": each}) for each in deltas), chunk({}, finish), DONE)


def call(at: Any, id_: Any = None, name: Any = None, arguments: Any = None) -> dict[str, Any]:
    """Return one fragment; None leaves a field out."""
    function = {
        key: value for key, value in (("name", name), ("arguments", arguments)) if value is not None
    }
    parts = (("index", at), ("id", id_), ("function", function or None))
    return {key: value for key, value in parts if value is not None}


TOOL_STREAMS: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "usual": (
        calls(
            [call(0, "call_a", "weather", "")],
            [call(0, None, None, '{"city":')],
            [call(0, None, None, '"Oslo"}')],
            [call(1, "call_b", "clock", '{"city":"Rome"}')],
        ),
        [OSLO, ROME],
    ),
    "fragments of two calls in turn": (
        calls(
            [call(0, "call_a", "weather", ""), call(1, "call_b", "clock", "")],
            [call(1, None, None, '{"city":'), call(0, None, None, '{"city":')],
            [call(0, None, None, '"Oslo"}'), call(1, None, None, '"Rome"}')],
        ),
        [OSLO, ROME],
    ),
    "two ids at one index": (
        calls([call(0, "call_a", *WEATHER.values())], [call(0, "call_b", *CLOCK.values())]),
        [OSLO, ROME],
    ),
    "two ids at one index, in one delta": (
        calls([call(0, "call_a", *WEATHER.values()), call(0, "call_b", *CLOCK.values())]),
        [OSLO, ROME],
    ),
    "two ids at one index, in fragments": (
        calls(
            [call(0, "call_a", "weather", "")],
            [call(0, None, None, '{"city":"Oslo"}')],
            [call(0, "call_b", "clock", "")],
            [call(0, None, None, '{"city":"Rome"}')],
        ),
        [OSLO, ROME],
    ),
    "one id and one index, two names": (
        calls([call(0, "call_a", *WEATHER.values())], [call(0, "call_a", *CLOCK.values())]),
        [OSLO, ("call_a", *ROME[1:])],
    ),
    "no index": (
        calls([call(None, "call_a", *WEATHER.values()), call(None, "call_b", *CLOCK.values())]),
        [OSLO, ROME],
    ),
    "no index, in fragments": (
        calls(
            [call(None, "call_a", "weather", "")],
            [call(None, None, None, '{"city":"Oslo"}')],
            [call(None, "call_b", "clock", "")],
            [call(None, "call_b", None, '{"city":"Rome"}')],
        ),
        [OSLO, ROME],
    ),
    "index null": (
        calls([{"index": None, "id": "call_a", "function": WEATHER}]),
        [OSLO],
    ),
    "index as text": (calls([call("0", "call_a", *WEATHER.values())]), [OSLO]),
    "index from one, with a gap": (
        calls([call(1, "call_a", *WEATHER.values())], [call(5, "call_b", *CLOCK.values())]),
        [OSLO, ROME],
    ),
    "id and name in every fragment": (
        calls(
            [call(0, "call_a", "weather", '{"city":')],
            [call(0, "call_a", "weather", '"Oslo"}')],
        ),
        [OSLO],
    ),
    "name in two fragments": (
        calls([call(0, "call_a", "wea")], [call(0, None, "ther", WEATHER["arguments"])]),
        [OSLO],
    ),
    "call sent twice": (
        calls([call(0, "call_a", *WEATHER.values())], [call(0, "call_a", *WEATHER.values())]),
        [OSLO],
    ),
    "id after the name": (
        calls([call(0, None, "weather", "")], [call(0, "call_a", None, '{"city":"Oslo"}')]),
        [OSLO],
    ),
    "no id": (calls([call(0, None, *WEATHER.values())]), [("call_0", *OSLO[1:])]),
    "arguments as an object": (
        calls([call(0, "call_a", "weather", {"city": "Oslo"})]),
        [OSLO],
    ),
    "arguments null": (
        calls([{"index": 0, "id": "call_a", "function": {"name": "now", "arguments": None}}]),
        [("call_a", "now", "{}")],
    ),
    "arguments left out": (calls([call(0, "call_a", "now")]), [("call_a", "now", "{}")]),
    "arguments empty": (calls([call(0, "call_a", "now", "")]), [("call_a", "now", "{}")]),
    "calls as one object": (
        calls(call(0, "call_a", *WEATHER.values())),  # type: ignore[arg-type]
        [OSLO],
    ),
    "nulls among the calls": (
        calls([None, call(0, "call_a", *WEATHER.values())], [{"index": 0, "function": None}]),
        [OSLO],
    ),
    "id as a number": (calls([call(0, 7, *WEATHER.values())]), [("7", *OSLO[1:])]),
    "type null": (
        calls([{"index": 0, "id": "call_a", "type": None, "function": WEATHER}]),
        [OSLO],
    ),
    "finish_reason of another vendor": (
        calls([call(0, "call_a", *WEATHER.values())], finish="tool_use"),
        [OSLO],
    ),
}


@pytest.mark.parametrize("name", TOOL_STREAMS)
def test_fragments_are_put_together_to_the_calls_that_were_meant(
    name: str, wire: Wire, ask: Asked
) -> None:
    """Users put them together by index alone, so the index is made right."""
    body, meant = TOOL_STREAMS[name]
    wire.tell(events(body))
    chunks = ask(STREAM)
    assert put_together(chunks) == ("", meant, "tool_calls")
    typed(chunks)


PLAIN_CALLS: dict[str, tuple[Any, tuple[str, str, str]]] = {
    "usual": ({"id": "call_a", "type": "function", "function": WEATHER}, OSLO),
    "object": (
        {
            "id": "call_a",
            "type": "function",
            "function": {**WEATHER, "arguments": {"city": "Oslo"}},
        },
        OSLO,
    ),
    "null": (
        {"id": "call_a", "type": "function", "function": {"name": "now", "arguments": None}},
        ("call_a", "now", "{}"),
    ),
    "left out": ({"id": "call_a", "function": {"name": "now"}}, ("call_a", "now", "{}")),
    "empty": (
        {"id": "call_a", "function": {"name": "now", "arguments": ""}},
        ("call_a", "now", "{}"),
    ),
    "no id": ({"function": WEATHER}, ("call_0", *OSLO[1:])),
    "id a number": ({"id": 7, "function": WEATHER}, ("7", *OSLO[1:])),
}


@pytest.mark.parametrize("name", PLAIN_CALLS)
@pytest.mark.parametrize("listed", [True, False])
def test_calls_of_a_plain_answer_have_their_types(
    name: str, listed: bool, wire: Wire, ask: Asked
) -> None:
    """Arguments are JSON text, and there is an id to answer under."""
    given, meant = PLAIN_CALLS[name]
    calls_given = [given, None] if listed else given
    wire.tell(answer(whole({"content": None, "tool_calls": calls_given})))
    (got,) = ask(REQUEST)
    (made,) = got.choices[0].message.tool_calls
    assert (made.id, made.function.name, made.function.arguments) == meant
    typed([got])


SOUND_ANSWERS: dict[str, bytes | str | dict[str, Any]] = {
    "usual": whole(),
    "byte-order mark": BOM + json.dumps(whole()),
    "white space around": "\n \r\n\t" + json.dumps(whole()) + "\n\n",
    "UTF-16": json.dumps(whole()).encode("utf-16"),
    "every null there is": whole(
        {"refusal": None, "tool_calls": None, "function_call": None, "audio": None},
        id=None,
        created=None,
        model=None,
        object=None,
        usage=None,
        system_fingerprint=None,
        service_tier=None,
        error=None,
    ),
    "the least": {"choices": [{"message": {"content": "Hello world"}, "finish_reason": "stop"}]},
    "content in parts": whole(
        {"content": [{"type": "text", "text": "Hello "}, {"type": "text", "text": "world"}]}
    ),
    "usage in words": whole(usage={"prompt_tokens": "3", "completion_tokens": 2.0}),
    "usage of nulls": whole(usage={"prompt_tokens": None, "completion_tokens": None}),
    "usage negative": whole(usage={"prompt_tokens": -3, "completion_tokens": 2}),
    "more cached than read": whole(
        usage={
            "prompt_tokens": 3,
            "completion_tokens": 2,
            "prompt_tokens_details": {"cached_tokens": 9},
        }
    ),
    "keys twice": json.dumps(whole()).replace('"id":', '"id": "x", "id":'),
    "a number beyond all": json.dumps(whole()).replace('"created": 1', '"created": 1e999'),
}


@pytest.mark.parametrize("name", SOUND_ANSWERS)
def test_a_plain_answer_is_read_in_whatever_form_it_is_sound(
    name: str, wire: Wire, ask: Asked
) -> None:
    """The SDK's types come out, and counts that can be."""
    wire.tell(answer(SOUND_ANSWERS[name]))
    (got,) = ask(REQUEST)
    assert got.choices[0].message.content == "Hello world"
    typed([got])
    (record,) = ask.records
    if record.usage is not None:
        used = record.usage
        assert (used.prompt_tokens, used.completion_tokens) == (3, 2)
        assert 0 <= used.cached_tokens <= used.prompt_tokens


def test_halves_of_a_character_become_one_again(wire: Wire, ask: Asked) -> None:
    """A server that cuts an emoji in two sends its halves in two events."""
    halves = [r'"\ud83d"', r'"\ude00!"', r'" \ud83d"']
    body = "".join(
        event(json.dumps(chunk({"content": "@"})).replace('"@"', half)) for half in halves
    )
    wire.tell(events(body + stream(STOP, DONE)))
    assert put_together(ask(STREAM))[0] == "\U0001f600! \ufffd"
    wire.tell(answer(json.dumps(whole({"content": "@"})).replace('"@"', r'"half \ud83d"')))
    assert ask(REQUEST)[0].choices[0].message.content == "half \ufffd"


ERROR = {"message": "Model overloaded", "type": "server_error", "code": 503}
SAID = "Model overloaded"

BAD_STREAMS: dict[str, tuple[str | bytes, type[StreamError] | type[openai.APIError], str]] = {
    "no event at all": ("", StreamCutError, ""),
    "only comments": (": hi\n\n" * 3, StreamCutError, ""),
    "only [DONE]": (event(DONE), StreamCutError, "finish_reason"),
    "not JSON": (event("{"), MalformedEventError, "not JSON"),
    "not JSON after an id": ("id: 7\n" + event("{"), MalformedEventError, "not JSON"),
    "words": (event("Internal Server Error"), MalformedEventError, "Internal Server Error"),
    "words without a field": ("Internal Server Error\n\n", StreamCutError, "Internal Server Error"),
    "a list": (event([1]), MalformedEventError, "object"),
    "null": (event("null"), MalformedEventError, "object"),
    "no choices": (event({"id": "x"}), MalformedEventError, "choices"),
    "choices a word": (event({**HELLO, "choices": "x"}), MalformedEventError, "choices"),
    "choice a word": (event({**HELLO, "choices": ["x"]}), MalformedEventError, "choice"),
    "delta a word": (event(chunk("x")), MalformedEventError, "delta"),
    "content a number": (event(chunk({"content": 5})), MalformedEventError, "content"),
    "finish_reason an object": (event(chunk({}, {"a": 1})), MalformedEventError, "finish_reason"),
    "index a word": (
        event({**HELLO, "choices": [{"index": "first", "delta": {"content": "x"}}]}),
        MalformedEventError,
        "index",
    ),
    "function a word": (
        event(chunk({"tool_calls": [{"index": 0, "id": "a", "function": "weather"}]})),
        MalformedEventError,
        "function",
    ),
    "arguments a list": (
        event(chunk({"tool_calls": [call(0, "a", "f", [1])]})),
        MalformedEventError,
        "arguments",
    ),
    "tool_calls a word": (event(chunk({"tool_calls": "x"})), MalformedEventError, "tool_calls"),
    "a call a word": (event(chunk({"tool_calls": ["x"]})), MalformedEventError, "tool call"),
    "a fragment of no call": (
        event(chunk({"tool_calls": [{"function": {"arguments": "{}"}}]})),
        ToolCallIndexError,
        "index",
    ),
    "not UTF-8": (b'data: {"x": "\xff"}\n\n', MalformedEventError, "UTF-8"),
    "deeper than anyone reads": (event("[" * 5_000), MalformedEventError, "JSON"),
    "a number longer than Python reads": (
        event('{"x": ' + "9" * 5_000 + "}"),
        MalformedEventError,
        "JSON",
    ),
    "error": (event({"error": ERROR}), ErrorEventError, SAID),
    "error in words": (event({"error": SAID}), ErrorEventError, SAID),
    "error by name": (f"event: error\ndata: {json.dumps(ERROR)}\n\n", ErrorEventError, SAID),
    "error by name in words": (f"event: error\ndata: {SAID}\n\n", ErrorEventError, SAID),
    "error as vLLM says it": (event({"object": "error", **ERROR}), ErrorEventError, SAID),
    "error as FastAPI says it": (event({"detail": SAID}), ErrorEventError, SAID),
    "error as Anthropic says it": (
        event({"type": "error", "error": ERROR}),
        ErrorEventError,
        SAID,
    ),
    "error in a list": (event([{"error": ERROR}]), ErrorEventError, SAID),
    "errors": (event({"errors": [ERROR]}), ErrorEventError, SAID),
    "error beside choices": (event({**ROLE, "error": ERROR}), ErrorEventError, SAID),
    "error in a choice": (
        event({**HELLO, "choices": [{"index": 0, "delta": {}, "error": ERROR}]}),
        ErrorEventError,
        SAID,
    ),
    "error as a finish_reason": (event(chunk({}, "error")), ErrorEventError, "finish_reason"),
    "error without a field": (json.dumps({"error": ERROR}) + "\n\n", MalformedAnswerError, SAID),
    "a plain answer": (json.dumps(whole()), MalformedAnswerError, "plain answer"),
    "a page": ("<html><body>Bad gateway</body></html>", MalformedAnswerError, "Bad gateway"),
}


@pytest.mark.parametrize("name", BAD_STREAMS)
def test_what_is_no_stream_is_named_and_another_provider_asked(
    name: str, wire: Wire, ask: Asked
) -> None:
    """Alone it is an error of the kit with the provider's words; with another, that one answers."""
    body, kind, words = BAD_STREAMS[name]
    wire.tell(events(body))
    with pytest.raises(kind) as caught:
        ask(STREAM)
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert ask.records[0].outcome == "failed"
    text, _, finish = put_together(ask(STREAM, both=True))
    assert text
    assert finish == "stop"
    assert ask.records[0].provider == "openai"


BAD_ANSWERS: dict[str, tuple[str | bytes | dict[str, Any], str]] = {
    "nothing": ("", "empty|without a finish_reason"),
    "not JSON": ("{", "not JSON"),
    "a page": ("<html><body>Bad gateway</body></html>", "Bad gateway"),
    "a list": ("[1]", "object"),
    "words": ('"Try later"', "Try later"),
    "error": ({"error": ERROR}, SAID),
    "error in words": ({"error": SAID}, SAID),
    "error in a list": (json.dumps([{"error": ERROR}]), SAID),
    "errors": ({"errors": [{"message": SAID}]}, SAID),
    "error as vLLM says it": ({"object": "error", "message": SAID}, SAID),
    "error as FastAPI says it": ({"detail": [{"loc": ["body"], "msg": SAID}]}, SAID),
    "error by code": ({"code": 500, "msg": SAID, "data": None}, SAID),
    "error as MiniMax says it": (
        {"choices": None, "base_resp": {"status_code": 1004, "status_msg": SAID}},
        SAID,
    ),
    "error as Baidu says it": ({"error_code": 17, "error_msg": SAID}, SAID),
    "error in a choice": (
        {"choices": [{"index": 0, "error": ERROR, "message": {"content": ""}}]},
        SAID,
    ),
    "error beside choices": (whole(error=ERROR), SAID),
    "no choices": (whole(choices=[]), "no choices"),
    "choices null": (whole(choices=None), "no choices"),
    "no message": (whole(choices=[{"index": 0, "finish_reason": "stop"}]), "no message"),
    "message a word": (whole(choices=[{"index": 0, "message": "hi"}]), "message"),
    "content a number": (whole({"content": 5}), "content"),
    "function a word": (whole({"tool_calls": [{"id": "a", "function": "weather"}]}), "function"),
    "no function": (whole({"tool_calls": [{"id": "a", "type": "function"}]}), "function"),
    "arguments a list": (
        whole({"tool_calls": [{"id": "a", "function": {"name": "f", "arguments": [1]}}]}),
        "arguments",
    ),
    "finish_reason a number": (
        whole(choices=[{"index": 0, "message": {"content": "hi"}, "finish_reason": 3}]),
        "finish_reason",
    ),
    "not UTF-8": (b'{"x": "\xff"}', "UTF-8"),
    "deeper than anyone reads": ("[" * 5_000, "JSON"),
    "events": (SOUND, "events came"),
    "an error in an event": (event({"error": ERROR}), SAID),
}


@pytest.mark.parametrize("name", BAD_ANSWERS)
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
def test_what_is_no_answer_is_named_and_another_provider_asked(
    name: str, kind: str, wire: Wire, ask: Asked
) -> None:
    """Whatever media type it has, and with status 200."""
    body, words = BAD_ANSWERS[name]
    wire.tell(answer(body, kind))
    with pytest.raises(MalformedAnswerError, match=words):
        ask(REQUEST)
    assert ask.records[0].outcome == "failed"
    (got,) = ask(REQUEST, both=True)
    assert got.choices[0].message.content
    assert ask.records[0].provider == "openai"


@pytest.mark.parametrize("status", ["201 Created", "203 Non-Authoritative", "204 No Content"])
def test_other_statuses_of_success_are_judged_alike(status: str, wire: Wire, ask: Asked) -> None:
    """A body is an answer or none, whatever its 2xx says."""
    body = b"" if status.startswith("204") else json.dumps(whole()).encode()
    wire.tell(answer(body, status=status))
    if body:
        assert ask(REQUEST)[0].choices[0].message.content == "Hello world"
    else:
        with pytest.raises(MalformedAnswerError, match="empty"):
            ask(REQUEST)


AFTER = [
    (event({"error": ERROR}), ErrorEventError, SAID),
    (json.dumps({"error": ERROR}) + "\n\n", ErrorEventError, SAID),
    (event("{"), MalformedEventError, "not JSON"),
    (event(chunk({"content": {"a": 1}})), MalformedEventError, "content"),
    ("", StreamCutError, "finish_reason"),
    (event(DONE), StreamCutError, "finish_reason"),
    (event(chunk({}, "error")), ErrorEventError, "finish_reason"),
]


@pytest.mark.parametrize(("rest", "kind", "words"), AFTER)
def test_after_the_first_event_the_error_tells_what_was_handed_on(
    rest: str, kind: type[StreamError], words: str, wire: Wire, ask: Asked
) -> None:
    """Nothing is lost, and nobody else is asked."""
    wire.tell(events(stream(ROLE, HELLO) + rest))
    with pytest.raises(kind, match=words) as caught:
        ask(STREAM, both=True)
    assert caught.value.received.text == "Hello "
    assert ask.records[0].outcome == "broken"


def test_a_stream_without_its_last_word_is_whole_and_the_record_says_so(
    wire: Wire, ask: Asked
) -> None:
    """Several relays never send [DONE]; the finish_reason says that the answer is whole."""
    wire.tell(events(stream(ROLE, HELLO, WORLD, STOP)))
    assert put_together(ask(STREAM)) == ("Hello world", [], "stop")
    assert "no [DONE]" in ask.records[0].notes
    wire.tell(events(SOUND))
    ask(STREAM)
    assert ask.records[0].notes == ()


def test_a_key_that_a_provider_repeats_is_not_told(wire: Wire, ask: Asked) -> None:
    """The provider's own words are quoted, without the key in them."""
    wire.tell(answer({"error": {"message": "Bad key sk_sandbox_reader, sorry"}}))
    with pytest.raises(MalformedAnswerError, match="sorry") as caught:
        ask(REQUEST)
    assert "sk_sandbox_reader" not in str(caught.value)


def test_a_refusal_inside_a_success_is_not_asked_again(wire: Wire) -> None:
    """What will be the same on a second try is not tried again, wherever the refusal stands."""
    account = Account(ELECTRON, wire.url, "sk_sandbox_refusal")
    refusal = {"error": {"message": "No such field", "type": "invalid_request_error"}}
    for reply in (answer(refusal), events(event(refusal))):
        wire.tell(reply)
        with client(account, policy=quick()) as sdk, pytest.raises(openai.APIError):
            list(sdk.chat.completions.create(**STREAM))
        assert len(wire.requests) == 1
