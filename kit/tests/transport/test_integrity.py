"""Whether streams and answers are whole, fed byte by byte and through the SDK."""

import asyncio
import gzip
import itertools
import json
from typing import Any

import httpx2
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit import ELECTRON, Account, async_client, client
from electron_kit.transport import (
    ErrorEventError,
    MalformedAnswerError,
    MalformedEventError,
    StreamCutError,
    StreamError,
    ToolCallIndexError,
)
from electron_kit.transport.integrity import EventChecker

from .conftest import Both, quick
from .wire import BASE

REQUEST = httpx2.Request("POST", "https://api.smallest.ai/waves/v1/chat/completions")


def event(delta: dict[str, Any], finish: str | None = None, index: int = 0) -> bytes:
    """Return an event with one choice."""
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return b"data: " + json.dumps({**BASE, "choices": [choice]}).encode() + b"\n\n"


COUNTS = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
USAGE = b"data: " + json.dumps({**BASE, "choices": [], "usage": COUNTS}).encode() + b"\n\n"
DONE = b"data: [DONE]\n\n"
WHOLE = [
    event({"role": "assistant", "content": ""}),
    b": keep-alive\n\n",
    event({"content": "नमस्ते "}),
    event({"content": "world"}),
    event(
        {
            "tool_calls": [
                {
                    "index": 0,
                    "id": "c1",
                    "type": "function",
                    "function": {"name": "f", "arguments": ""},
                }
            ]
        }
    ),
    event({"tool_calls": [{"index": 0, "function": {"arguments": '{"a":'}}]}),
    event({"tool_calls": [{"index": 0, "function": {"arguments": "1}"}}]}),
    event({}, "tool_calls"),
    USAGE,
    DONE,
]


def fed(*chunks: bytes) -> tuple[EventChecker, bytes]:
    """Return a checker that has seen these chunks and the end, and what may be handed on."""
    checker = EventChecker(REQUEST, "electron")
    handed_on = b"".join(checker.feed(chunk) for chunk in chunks) + checker.end()
    return checker, handed_on


@given(cuts=st.lists(st.integers(0, len(b"".join(WHOLE))), max_size=30), crlf=st.booleans())
def test_a_whole_stream_passes_however_it_is_cut_into_chunks(cuts: list[int], crlf: bool) -> None:
    """Chunks of the network have nothing to do with events, and CRLF is as good as LF."""
    data = b"".join(WHOLE)
    sent = data.replace(b"\n", b"\r\n") if crlf else data
    borders = sorted({0, *(min(cut, len(sent)) for cut in cuts), len(sent)})
    checker, handed_on = fed(*(sent[a:b] for a, b in itertools.pairwise(borders)))
    assert checker.error is None
    assert handed_on == data
    assert checker.done
    assert checker.received.text == "नमस्ते world"
    assert checker.received.tool_calls == ({"id": "c1", "name": "f", "arguments": '{"a":1}'},)
    assert checker.usage is not None
    assert checker.usage.completion_tokens == 2


@given(st.integers(0, len(b"".join(WHOLE)) - 1))
def test_a_stream_cut_anywhere_is_an_error_and_only_whole_events_go_on(at: int) -> None:
    """However much has come, a stream without a finish_reason is never taken for a whole one."""
    data = b"".join(WHOLE)
    checker, handed_on = fed(data[:at])
    assert handed_on == b"" or handed_on.endswith(b"\n\n")
    if at >= len(b"".join(WHOLE[:-2])) - len(b"\n\n"):  # the finish_reason has come
        assert checker.error is None
        assert checker.done
        whole = at >= len(data) - len(b"\n\n")
        assert checker.notes == ([] if whole else ["no [DONE]"])
        return
    assert isinstance(checker.error, StreamCutError)
    assert data.startswith(handed_on)


@pytest.mark.parametrize(
    ("spoiled", "kind", "reason"),
    [
        (b"data: {\n\n", MalformedEventError, "not JSON"),
        (b"data: [1]\n\n", MalformedEventError, "not a JSON object"),
        (b'data: {"id": "x"}\n\n', MalformedEventError, "no choices"),
        (b'data: {"choices": [1]}\n\n', MalformedEventError, "not an object"),
        (b'data: {"error": {"message": "overloaded"}}\n\n', ErrorEventError, "an error event"),
        (event({"tool_calls": [{"function": {}}]}), ToolCallIndexError, "no index"),
        (event({"tool_calls": ["x"]}), MalformedEventError, "not an object"),
        (DONE, StreamCutError, "without a finish_reason"),
    ],
)
def test_an_unsound_event_is_named_and_nothing_after_it_goes_on(
    spoiled: bytes, kind: type[StreamError], reason: str
) -> None:
    """Events before it in the same chunk are handed on; it and the rest are not."""
    good = event({"content": "one"})
    checker, handed_on = fed(good + spoiled + event({"content": "two"}))
    assert type(checker.error) is kind
    assert reason in checker.error.reason
    assert checker.error.received.text == "one"
    assert checker.error.received.events == 1
    assert isinstance(checker.error, openai.APIError)
    assert handed_on == good


def test_every_choice_has_to_finish() -> None:
    """With n > 1, one finished choice does not make the others whole."""
    two = event({"content": "a"}) + event({"content": "b"}, index=1)
    checker, _ = fed(two + event({}, "stop") + DONE)
    assert isinstance(checker.error, StreamCutError)
    checker, _ = fed(two + event({}, "stop") + event({}, "stop", index=1) + DONE)
    assert checker.error is None


def test_data_over_several_lines_and_without_a_space_is_one_event() -> None:
    """The format allows both, and other fields beside."""
    first = b'event: x\ndata:{"choices":\ndata:[{"delta":{"content":"hi"}}]}\nid: 1\n\n'
    checker, _ = fed(first + event({}, "stop") + DONE)
    assert checker.error is None
    assert checker.received.text == "hi"


class Served(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body in chunks, for both kinds of client."""

    def __init__(self, chunks: list[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Any:
        yield from self._chunks

    async def __aiter__(self) -> Any:
        for chunk in self._chunks:
            yield chunk


class Serving(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Answers every request with the same body: faults that no HTTP server can be told."""

    def __init__(self, kind: str, *chunks: bytes, **headers: str) -> None:
        self._headers = {"content-type": kind, **headers}
        self._chunks = list(chunks)
        self.requests = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests += 1
        return httpx2.Response(200, headers=self._headers, stream=Served(self._chunks))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return self.handle_request(request)


ACCOUNT = Account(ELECTRON, ELECTRON.base_url, "sk_sandbox")
MESSAGES = [{"role": "user", "content": "Hello!"}]
PLAIN: dict[str, Any] = {"model": "electron", "messages": MESSAGES}


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("text/html", b"<html>Sign in</html>", "the answer is not JSON"),
        ("application/json", b'{"choices": [', "the answer is not JSON"),
        ("application/json", b'"hello"', "the answer is not a JSON object"),
        ("application/json", b'{"error": {"message": "x"}}', "the answer is an error"),
        ("application/json", b'{"choices": []}', "the answer has no choices"),
        ("application/json", b'{"choices": [{"message": null}]}', "a choice has no message"),
    ],
)
def test_a_plain_answer_that_is_none_is_an_error(
    both: Both, kind: str, body: bytes, reason: str
) -> None:
    """A 200 with a login page is no answer; the SDK would return it as a string."""
    transport = Serving(kind, body)
    with pytest.raises(MalformedAnswerError, match=reason):
        both(ACCOUNT, PLAIN, transport=transport, policy=quick(attempts=2))
    assert transport.requests == 2


def test_events_were_asked_for_and_a_plain_answer_came(both: Both) -> None:
    """A gateway that ignores `stream` is told apart from one that streams."""
    body = json.dumps({"choices": [{"message": {"content": "hi"}}]}).encode()
    transport = Serving("application/json", body)
    with pytest.raises(MalformedAnswerError, match="events were asked for"):
        both(ACCOUNT, {**PLAIN, "stream": True}, transport=transport, policy=quick(attempts=1))


def test_compressed_streams_are_checked_too(both: Both) -> None:
    """A proxy that compresses does not go around the check."""
    squeezed = gzip.compress(b"".join(WHOLE))
    transport = Serving("text/event-stream", squeezed, **{"content-encoding": "gzip"})
    chunks = both(ACCOUNT, {**PLAIN, "stream": True}, transport=transport)
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == "नमस्ते world"
    cut = gzip.compress(b"".join(WHOLE[:4]))
    transport = Serving("text/event-stream", cut, **{"content-encoding": "gzip"})
    with pytest.raises(StreamCutError, match="without a finish_reason and"):
        both(ACCOUNT, {**PLAIN, "stream": True}, transport=transport)


def test_the_sdks_stream_helper_raises_alike() -> None:
    """`.stream()` of the SDK, sync and async, ends with the same exception."""
    cut = WHOLE[:4]
    with (
        client(ACCOUNT, transport=Serving("text/event-stream", *cut)) as sdk,
        pytest.raises(StreamCutError),
        sdk.chat.completions.stream(**PLAIN) as stream,
    ):
        list(stream)

    async def main() -> None:
        transport = Serving("text/event-stream", *cut)
        async with (
            async_client(ACCOUNT, transport=transport) as asdk,
            asdk.chat.completions.stream(**PLAIN) as events,
        ):
            async for _ in events:
                pass

    with pytest.raises(StreamCutError):
        asyncio.run(main())


def test_a_fragment_of_no_call_is_named_through_both_clients(both: Both) -> None:
    """A fragment that can belong to no call is an error, before or after the first event."""
    spoiled = event({"tool_calls": [{"function": {"arguments": "{}"}}]})
    before = Serving("text/event-stream", spoiled, DONE)
    with pytest.raises(ToolCallIndexError, match="before its first event"):
        both(ACCOUNT, {**PLAIN, "stream": True}, transport=before, policy=quick(attempts=1))
    after = Serving("text/event-stream", event({"content": "let me see"}), spoiled, DONE)
    with pytest.raises(ToolCallIndexError, match="after 1 events") as caught:
        both(ACCOUNT, {**PLAIN, "stream": True}, transport=after)
    assert caught.value.received.text == "let me see"
    assert len(both.chunks) == 1
