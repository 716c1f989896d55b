"""Kinds of what servers send, drawn at random: any value in any field, any cut, any line end.

What comes out is sound and has the SDK's types, or it is an error of the kit's; never an
exception of Python's own, never another text, and never "answered" for what was none.
``ELECTRON_KIT_FUZZ=5000`` tries more than the sample here.
"""

import itertools
import json
import os
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import openai
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from electron_kit import ELECTRON, Account, client
from electron_kit.transport import MalformedAnswerError, StreamError
from electron_kit.transport.retries import retry_after

from .conftest import quick
from .test_reader import put_together, typed
from .wire import DONE, STOP, USAGE, Wire, answer, chunk, event, events, running, stream, whole

EXAMPLES = max(int(os.environ.get("ELECTRON_KIT_FUZZ", "0")) // 10, 12)
REQUEST: dict[str, Any] = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}
OF_THE_KIT = (StreamError, MalformedAnswerError, openai.APIConnectionError, openai.APIStatusError)

some = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Reading:
    """The SDK over the kit, kept over all examples, and the server that it asks."""

    def __init__(self, wire: Wire) -> None:
        self.wire, self.records = wire, []
        account = Account(ELECTRON, wire.url, "sk_sandbox_kinds")
        policy = quick(attempts=1)
        self._sdk = client(account, policy=policy, on_call=self.records.append)
        self.records: list[Any]

    def plain(self, sent: bytes) -> Any:
        """Return the answer that comes of these bytes."""
        self.wire.tell(sent)
        self.records.clear()
        return self._sdk.chat.completions.create(**REQUEST)

    def stream(self, sent: Any) -> list[Any]:
        """Return the chunks that come of these bytes; those before an error are in `chunks`."""
        self.wire.tell(sent)
        self.records.clear()
        self.chunks: list[Any] = []
        for each in self._sdk.chat.completions.create(**REQUEST, stream=True):
            self.chunks.append(each)
        return self.chunks

    def close(self) -> None:
        """Close its connections."""
        self._sdk.close()


@pytest.fixture(scope="module")
def reading() -> Iterator[Reading]:
    """One client and one server for the module."""
    for wire in running():
        made = Reading(wire)
        yield made
        made.close()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.sampled_from([0, 1, -1, 1.5, 3.0, 1e308, 10**400])
    | st.sampled_from(["", "0", "null", "stop", "[DONE]", "\ud83d", "é\n"])
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "message", "content", "text", "type", "id", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=4,
)
LOGPROBS = {"content": [{"token": "H", "logprob": -0.1, "bytes": [72], "top_logprobs": []}]}
FRAGMENT = {
    "index": 0,
    "id": "call_a",
    "type": "function",
    "function": {"name": "weather", "arguments": '{"city":"Oslo"}'},
}
FULL_USAGE = {
    "prompt_tokens": 3,
    "completion_tokens": 2,
    "total_tokens": 5,
    "prompt_tokens_details": {"cached_tokens": 1, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}


def with_logprobs(value: dict[str, Any]) -> dict[str, Any]:
    """Return an answer or a chunk with all the fields that a provider may send."""
    (choice,) = value["choices"]
    more = {"system_fingerprint": "fp", "service_tier": "default"}
    return {**value, **more, "choices": [{**choice, "logprobs": LOGPROBS}]}


EVENTS: list[Any] = [
    with_logprobs(chunk({"role": "assistant", "content": "Hello ", "refusal": None})),
    with_logprobs(chunk({"content": "world", "reasoning_content": "Hm."})),
    chunk({"tool_calls": [FRAGMENT]}),
    chunk({}, "tool_calls"),
    {**USAGE, "usage": FULL_USAGE},
]
ANSWER = with_logprobs(
    whole({"refusal": None, "tool_calls": [{k: v for k, v in FRAGMENT.items() if k != "index"}]})
)
ANSWER["usage"] = FULL_USAGE
Path = tuple[Any, ...]


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Yield the path of each value in a JSON value."""
    yield at
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, item in inner:
        yield from paths(item, (*at, name))


_GONE = object()


def spoilt(value: Any, path: Path, new: Any) -> Any:
    """Return a copy in which another value stands at a path, or none."""
    if not path:
        return new
    name, *rest = path
    out = dict(value) if isinstance(value, dict) else list(value)
    if not rest and new is _GONE:
        del out[name]
    else:
        out[name] = spoilt(value[name], tuple(rest), new)
    return out


def spoiling(value: Any) -> st.SearchStrategy[tuple[Path, Any]]:
    """Return a strategy for what is put where."""
    places = st.sampled_from([path for path in paths(value) if path])
    return st.tuples(places, JSON | st.just(_GONE))


OF_THE_TEXT = {"content", "delta", "choices", "message", "index"}


def sound(values: list[Any]) -> None:
    """Assert that what came out has the SDK's types, and can be written as JSON."""
    for value in values:
        for choice in value.choices:
            if value.object == "chat.completion" and choice.finish_reason is None:
                choice.finish_reason = "stop"  # a server said none, and none is made up
        typed([value])
        json.dumps(value.model_dump())
        value.model_dump_json()


@some
@given(spoiling(EVENTS))
@example(((1, "choices", 0, "index"), 1))  # what was received is the first choice's
@example(((0,), "\ud83d"))  # half of a pair, which no UTF-8 has
@example(((4, "usage", "prompt_tokens"), 3.0))
@example(((4, "usage", "prompt_tokens"), 1e308))
def test_any_value_in_any_field_of_an_event(reading: Reading, how: tuple[Path, Any]) -> None:
    """A stream is read with the SDK's types, or ends in an error of the kit's."""
    sent = [each for each in spoilt(EVENTS, *how) if each is not _GONE]
    try:
        chunks = reading.stream(events(stream(*sent, DONE)))
    except OF_THE_KIT as error:
        sound(reading.chunks)
        text = put_together(reading.chunks)[0]
        assert "Hello world".startswith(text) or set(how[0]) & OF_THE_TEXT
        if isinstance(error, StreamError):
            first = [c for each in reading.chunks for c in each.choices if c.index == 0]
            said = "".join(choice.delta.content or "" for choice in first)
            assert error.received.text == said  # noqa: PT017  (only of some errors)
        (record,) = reading.records
        assert record.outcome == ("broken" if reading.chunks else "failed")
        return
    sound(chunks)
    text, calls, finish = put_together(chunks)
    assert finish
    if not set(how[0]) & OF_THE_TEXT and len(how[0]) > 1:
        assert text == "Hello world"
        assert [call[0] for call in calls] == ["call_a"]
    (record,) = reading.records
    assert record.outcome == "answered"


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside another"])
def test_a_null_in_any_list_of_an_event(reading: Reading, beside: bool) -> None:
    """It says nothing, or is named; it does not go on."""
    for path in paths(EVENTS):
        if len(path) < 2 or not isinstance(path[-1], int):
            continue
        above = path[:-1]
        items = EVENTS
        for name in above:
            items = items[name]
        sent = spoilt(EVENTS, above, [None, *items] if beside else [None])
        try:
            chunks = reading.stream(events(stream(*sent, DONE)))
        except OF_THE_KIT:
            chunks = reading.chunks
        sound(chunks)


@some
@given(spoiling(ANSWER))
@example((("usage", "prompt_tokens"), 3.0))  # equal to 3, and not of the SDK's type
@example((("usage", "prompt_tokens"), 1e308))
@example((("choices", 0, "logprobs", "content", 0, "logprob"), -(10**400)))  # no float is so small
def test_any_value_in_any_field_of_an_answer(reading: Reading, how: tuple[Path, Any]) -> None:
    """An answer is read with the SDK's types, or it is an error of the kit's."""
    try:
        got = reading.plain(answer(spoilt(ANSWER, *how)))
    except OF_THE_KIT:
        (record,) = reading.records
        assert record.outcome == "failed"
        return
    sound([got])
    if not set(how[0]) & OF_THE_TEXT:
        assert got.choices[0].message.content == "Hello world"
    for call in got.choices[0].message.tool_calls or ():
        assert call.id
        assert isinstance(call.function.arguments, str)


@some
@given(JSON, st.booleans())
def test_any_json_for_an_answer_or_an_event(reading: Reading, value: Any, streamed: bool) -> None:
    """What is no answer at all is an error of the kit's, before anything was handed on."""
    sent = events(stream(json.dumps(value), DONE)) if streamed else answer(json.dumps(value))
    with pytest.raises(OF_THE_KIT):
        (reading.stream if streamed else reading.plain)(sent)
    (record,) = reading.records
    assert record.outcome == "failed"


@some
@given(st.binary(max_size=40), st.booleans(), st.sampled_from(["", "data: ", "data: {", "{"]))
def test_any_bytes(reading: Reading, noise: bytes, streamed: bool, before: str) -> None:
    """So are bytes that mean nothing."""
    body = before.encode() + noise
    with pytest.raises(OF_THE_KIT):
        (reading.stream if streamed else reading.plain)(events(body) if streamed else answer(body))


NAMES = st.sampled_from(["weather", "clock", "a", "next_page", "मौसम"])
ARGUMENTS = st.dictionaries(
    st.text('ab"\\{}', max_size=3), st.integers() | st.text(max_size=6), max_size=3
)


@st.composite
def tool_calls(draw: st.DrawFn) -> tuple[list[tuple[str, str, str]], list[list[dict[str, Any]]]]:
    """Return calls, and fragments in which a server may send them."""
    called = draw(st.lists(st.tuples(NAMES, ARGUMENTS), min_size=1, max_size=3))
    calls = [(f"call_{at}", name, json.dumps(given)) for at, (name, given) in enumerate(called)]
    index = draw(st.sampled_from(["own", "text", "shifted", "nought", "none", "null"]))
    id_again, name_again = draw(st.booleans()), draw(st.booleans())
    each: list[list[dict[str, Any]]] = []
    for at, (id_, name, arguments) in enumerate(calls):
        cuts = sorted(draw(st.lists(st.integers(0, len(arguments)), max_size=4)))
        edges = [0, *cuts, len(arguments)]
        pieces = [arguments[a:b] for a, b in itertools.pairwise(edges)]
        fragments = []
        for number, piece in enumerate(pieces):
            function = {"arguments": piece}
            part: dict[str, Any] = {"function": function}
            if number == 0 or name_again:
                function["name"] = name
            if number == 0 or id_again:
                part |= {"id": id_, "type": "function"}
            given = {"own": at, "text": str(at), "shifted": at + 1, "nought": 0, "null": None}
            if index != "none":
                part["index"] = given[index]
            fragments.append(part)
        each.append(fragments)
    if index in ("own", "text", "shifted") and draw(st.booleans()):
        # In turn: each call's fragments keep their order, and calls begin in theirs.
        order = draw(st.permutations([at for at, one in enumerate(each) for _ in one[1:]]))
        left = [list(one) for one in each]
        flat = [one.pop(0) for one in left] + [left[at].pop(0) for at in order]
    else:
        flat = [part for one in each for part in one]
    deltas: list[list[dict[str, Any]]] = [[]]
    for part in flat:
        if deltas[-1] and draw(st.booleans()):
            deltas.append([])
        deltas[-1].append(part)
    return calls, deltas


@some
@given(tool_calls())
def test_fragments_of_calls_make_the_same_calls(reading: Reading, how: Any) -> None:
    """However a server cuts and numbers them; each begins with its id and its name."""
    calls, deltas = how
    sent = stream(*(chunk({"tool_calls": each}) for each in deltas), chunk({}, "tool_calls"), DONE)
    got = put_together(reading.stream(events(sent)))
    assert got == ("", calls, "tool_calls")


TEXT = "Héllo wörld, 😀 in मुंबई"


@st.composite
def forms(draw: st.DrawFn) -> list[bytes]:
    """Return a sound stream in one of the format's forms, cut into chunks anywhere."""
    end = draw(st.sampled_from(["\n", "\r", "\r\n"]))
    pieces = [TEXT[:4], TEXT[4:13], TEXT[13:]]
    values: list[Any] = [*(chunk({"content": piece}) for piece in pieces), STOP, DONE]
    written = draw(st.sampled_from(["", "\ufeff"]))
    for value in values:
        lines = draw(
            st.lists(
                st.sampled_from(
                    [":", ": x", ":data: {", "id: 7", "id", "retry: 10", "retry", "x: y"]
                ),
                max_size=2,
            )
        )
        space = draw(st.sampled_from(["", " "]))
        data = (
            value
            if isinstance(value, str)
            else json.dumps(
                value, ensure_ascii=draw(st.booleans()), indent=draw(st.sampled_from([None, 1]))
            )
        )
        at = draw(st.integers(0, len(lines)))
        lines[at:at] = [f"data:{space}{line}" for line in data.split("\n")]
        blank = end * draw(st.integers(1, 3))
        written += end.join(lines) + end + blank
        if draw(st.booleans()):
            odd = draw(st.sampled_from([": ping", "event: ping", "data", "data:", "id: 3"]))
            written += odd + end + end
    sent = written.encode()
    cuts = sorted(draw(st.lists(st.integers(0, len(sent)), max_size=12)))
    edges = [0, *cuts, len(sent)]
    return [sent[a:b] for a, b in itertools.pairwise(edges) if a < b]


def chunked(parts: list[bytes]) -> bytes:
    """Return a stream whose parts are an HTTP chunk each, so that each is read for itself."""
    head = (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    return head + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@some
@given(forms())
def test_a_stream_in_any_form_of_the_format(reading: Reading, parts: list[bytes]) -> None:
    """Line ends, comments, other fields, lines of data, a byte-order mark, cut at any byte."""
    chunks = reading.stream(chunked(parts))
    assert put_together(chunks) == (TEXT, [], "stop")
    typed(chunks)


@st.composite
def media_types(draw: st.DrawFn) -> str:
    """Return a media type of JSON or of events, as HTTP lets one write it."""
    kind = draw(st.sampled_from(["application/json", "text/event-stream"]))
    cased = "".join(draw(st.sampled_from([c.lower(), c.upper()])) for c in kind)
    parameters = draw(
        st.lists(
            st.sampled_from(
                ["charset=utf-8", 'charset="UTF-8"', "CHARSET=utf8", 'x="a;b,c"', "", "q=1"]
            ),
            max_size=2,
        )
    )
    between = draw(st.sampled_from([";", "; ", " ;\t"]))
    return between.join([cased, *parameters]) + draw(st.sampled_from(["", " ", ";"]))


@some
@given(media_types(), st.booleans())
def test_a_media_type_in_any_form(reading: Reading, kind: str, streamed: bool) -> None:
    """Parameters, cases and quotes; and also where it is the other form's."""
    if streamed:
        sent = stream(chunk({"content": "Hello world"}), STOP, DONE)
        assert put_together(reading.stream(events(sent, kind)))[0] == "Hello world"
    else:
        got = reading.plain(answer(whole(), kind))
        assert got.choices[0].message.content == "Hello world"


@settings(max_examples=max(EXAMPLES, 100))
@given(st.integers(-100_000, 10_000_000), st.sampled_from(range(6)))
def test_a_date_in_any_of_its_forms(seconds: int, form: int) -> None:
    """Those of HTTP and of mail; UTC where it names no zone."""
    when = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
    text = (
        format_datetime(when, usegmt=True),
        when.strftime("%A, %d-%b-%y %H:%M:%S GMT"),
        when.strftime("%a %b %d %H:%M:%S %Y"),
        when.strftime("%a, %d %b %Y %H:%M:%S"),
        when.strftime("%a, %d %b %Y %H:%M:%S -0000"),
        (when + timedelta(hours=5, minutes=30)).strftime("%a, %d %b %Y %H:%M:%S +0530"),
    )[form]
    before = time.time()
    wait = retry_after({"Retry-After": text})
    after = time.time()
    assert wait is not None
    assert max(when.timestamp() - after, 0) <= wait <= max(when.timestamp() - before, 0)


def closing(body: bytes) -> Any:
    """Return a script that sends a stream of unknown length and closes the connection."""

    def script(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)

    return script


HELLO = event(chunk({"content": "Hello world"}))
BIG = "x" * 3_000_000
DEEP = "[" * 5_000 + "]" * 5_000
# What stands in no report: each is sent as it is, and its fate was written before it was tried.
ODDITIES: dict[str, tuple[Any, str | type[Exception]]] = {
    "trailers after the last chunk": (
        chunked([(HELLO + stream(STOP, DONE)).encode()])[:-2] + b"x-checksum: 1\r\n\r\n",
        "Hello world",
    ),
    "usage before the text": (events(stream(USAGE) + HELLO + stream(STOP, DONE)), "Hello world"),
    "[DONE] twice": (events(HELLO + stream(STOP, DONE, DONE)), "Hello world"),
    "[DONE] in lower case": (events(HELLO + stream(STOP) + "data: [done]\n\n"), "Hello world"),
    "text after [DONE]": (events(HELLO + stream(STOP, DONE) + HELLO), "Hello world"),
    "[DONE] without a finish_reason": (events(HELLO + stream(DONE)), StreamError),
    "error event that is no JSON": (
        events(HELLO + "event: error\ndata: upstream died\n\n"),
        StreamError,
    ),
    "choices as an object": (
        events(event({**STOP, "choices": {"0": STOP["choices"][0]}}) + stream(DONE)),
        StreamError,
    ),
    "a line of megabytes": (events(stream(chunk({"content": BIG}), STOP, DONE)), BIG),
    "a megabyte in one fragment after another": (
        events(stream(*[chunk({"content": BIG[:100_000]})] * 10, STOP, DONE)),
        BIG[:1_000_000],
    ),
    "nested too deep": (
        events(HELLO.replace('"choices"', f'"x": {DEEP}, "choices"') + stream(STOP, DONE)),
        StreamError,
    ),
    "not a number in the text's event": (
        events(HELLO.replace('"choices"', '"x": NaN, "choices"') + stream(STOP, DONE)),
        "Hello world",
    ),
    "latin-1 in an event": (
        events((HELLO.replace("world", "wörld") + stream(STOP, DONE)).encode("latin-1")),
        StreamError,
    ),
    "two events in one data line": (
        events(HELLO.rstrip("\n") + HELLO.removeprefix("data:") + stream(STOP, DONE)),
        StreamError,
    ),
    "an HTML page in the middle": (
        events(HELLO + "<html><h1>502 Bad Gateway</h1></html>\n\n" + stream(STOP, DONE)),
        "Hello world",
    ),
    "an HTML page instead of the end": (closing(HELLO.encode() + b"<html>502</html>"), StreamError),
    "ends in the middle of a character": (
        closing(HELLO.encode() + b'data: {"x": "\xf0\x9f'),
        StreamError,
    ),
    "a finish_reason, and then more text": (
        events(HELLO + stream(STOP, chunk({"content": "!"}), DONE)),
        "Hello world!",
    ),
    "another choice that never ends": (
        events(
            HELLO
            + event({**STOP, "choices": [{"index": 1, "delta": {"content": "x"}}]})
            + stream(STOP, DONE)
        ),
        StreamError,
    ),
    "an error beside the text": (
        events(event({**chunk({"content": "Hello"}), "error": {"message": "no", "code": 500}})),
        StreamError,
    ),
    "an error whose code is a text": (
        events(event({"error": {"message": "no", "code": "rate_limit_exceeded"}})),
        StreamError,
    ),
}


@pytest.mark.parametrize("name", ODDITIES)
def test_what_stands_in_no_report(name: str, reading: Reading) -> None:
    """It is read, or named."""
    sent, expected = ODDITIES[name]
    if isinstance(expected, str):
        chunks = reading.stream(sent)
        assert put_together(chunks)[0] == expected
        assert reading.records[0].outcome == "answered"
        return
    with pytest.raises(expected):
        reading.stream(sent)
    assert reading.records[0].outcome in ("failed", "broken")


PLAIN_ODDITIES: dict[str, tuple[bytes, str | type[Exception]]] = {
    "error with a number for its code": (
        answer({"error": {"code": 500, "message": "boom"}}),
        MalformedAnswerError,
    ),
    "error with a text for its code": (
        answer({"error": {"code": "500", "message": "boom"}}),
        MalformedAnswerError,
    ),
    "error as a text": (answer({"error": "boom"}), MalformedAnswerError),
    "choices as an object": (answer({**whole(), "choices": {"0": {}}}), MalformedAnswerError),
    "content in parts": (
        answer(whole({"content": [{"type": "text", "text": "Hello "}, {"text": "world"}]})),
        "Hello world",
    ),
    "finish_reason empty": (
        answer(json.dumps(whole()).replace('"stop"', '""')),
        "Hello world",
    ),
    "not a number": (
        answer(json.dumps(whole()).replace('"created": 1', '"created": NaN')),
        "Hello world",
    ),
    "nested too deep": (answer(f'{{"choices": {DEEP}}}'), MalformedAnswerError),
    "latin-1": (
        answer(
            json.dumps(whole({"content": "wörld"}), ensure_ascii=False).encode("latin-1"),
            "application/json; charset=iso-8859-1",
        ),
        "wörld",
    ),
    "UTF-16": (answer(json.dumps(whole()).encode("utf-16")), "Hello world"),
    "white space before": (answer(" \r\n" * 50 + json.dumps(whole())), "Hello world"),
    "two answers": (answer(json.dumps(whole()) * 2), MalformedAnswerError),
    "megabytes": (answer(whole({"content": BIG})), BIG),
    "an empty list of choices": (answer({**whole(), "choices": []}), MalformedAnswerError),
    "a JSON text in a JSON text": (answer(json.dumps(json.dumps(whole()))), MalformedAnswerError),
}


@pytest.mark.parametrize("name", PLAIN_ODDITIES)
def test_what_stands_in_no_report_of_plain_answers(name: str, reading: Reading) -> None:
    """It is read, or named with the provider's words."""
    sent, expected = PLAIN_ODDITIES[name]
    if isinstance(expected, str):
        got = reading.plain(sent)
        assert got.choices[0].message.content == expected
        sound([got])
        return
    with pytest.raises(expected) as caught:
        reading.plain(sent)
    assert "error" not in name or "boom" in str(caught.value)
