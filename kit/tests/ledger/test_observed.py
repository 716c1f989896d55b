"""Behaviour of a ledger that watches the plain SDK, over HTTP."""

import asyncio
from contextlib import aclosing
from typing import Any

import openai as sdk
import pytest
from openai import OpenAI

from electron_kit.ledger import Ledger
from electron_kit.ledger.observed import Observed
from electron_kit.sandbox import Sandbox

ASKED: dict[str, Any] = {
    "model": "electron",
    "messages": [{"role": "user", "content": "Hello there, how are you today?"}],
}
STREAMED: dict[str, Any] = {**ASKED, "stream": True, "stream_options": {"include_usage": True}}


def test_an_answer_is_counted(electron: OpenAI) -> None:
    """Tokens, provider, model and request id are the answer's own."""
    ledger = Ledger()
    response = electron.chat.completions.create(**ASKED)
    ledger.add(response)
    (call,) = ledger.calls
    assert response.usage
    assert (call.provider, call.model, call.outcome) == ("electron", "electron", "answered")
    assert call.usage
    assert call.usage.prompt_tokens == response.usage.prompt_tokens > 0
    assert call.usage.completion_tokens == response.usage.completion_tokens > 0
    assert call.request_id == response._request_id
    assert call.seconds is None


def test_cached_tokens_cost_less(electron: OpenAI) -> None:
    """The same request again is found in the prefix cache, and the bill shows it."""
    ledger = Ledger()
    long = [{"role": "user", "content": "word " * 2000}]
    for _ in range(2):
        ledger.add(electron.chat.completions.create(model="electron", messages=long))
    first, second = ledger.calls
    assert first.usage
    assert second.usage
    assert first.usage.cached_tokens == 0 < second.usage.cached_tokens
    alone = Ledger()
    alone.add(second)
    assert alone.cost < ledger.cost - alone.cost


def test_a_raw_response_has_its_time(electron: OpenAI) -> None:
    """With raw headers, the HTTP client's own time and the request id are known."""
    ledger = Ledger()
    ledger.add(electron.chat.completions.with_raw_response.create(**ASKED))
    (call,) = ledger.calls
    assert call.seconds
    assert call.seconds > 0
    assert call.request_id


def test_openai_is_told_from_electron_by_the_model(openai: OpenAI) -> None:
    """Nobody has to name the provider, and who does is believed."""
    ledger = Ledger()
    response = openai.chat.completions.create(model="gpt-4o-mini", messages=ASKED["messages"])
    ledger.add(response)
    ledger.add(response, provider="azure", seconds=0.5)
    assert [call.provider for call in ledger.calls] == ["openai", "azure"]
    assert ledger.calls[1].seconds == 0.5


def test_a_stream_is_counted_at_its_end(electron: OpenAI) -> None:
    """Chunks are handed on as they are, and the usage chunk is the count."""
    ledger = Ledger()
    with Sandbox(ttft=60, tps=200) as slow:
        client = electron.with_options(base_url=slow.electron_url)
        chunks = list(ledger.watch(client.chat.completions.create(**STREAMED)))
    assert len(chunks) > 3
    (call,) = ledger.calls
    assert chunks[-1].usage
    assert call.usage
    assert call.usage.completion_tokens == chunks[-1].usage.completion_tokens
    assert call.stream
    assert call.outcome == "answered"
    assert call.request_id
    assert call.seconds_to_first_byte
    assert call.seconds
    assert 0.05 < call.seconds_to_first_byte < call.seconds


def test_the_first_chunk_is_dated_from_when_the_request_began(
    electron: OpenAI, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that is held up when a stream ends does not move its first chunk."""
    late = Observed.end

    def held_up(self: Observed, outcome: str, error: BaseException | None = None) -> None:
        late(self, outcome, error)
        self.ended += 600

    monkeypatch.setattr(Observed, "end", held_up)
    ledger = Ledger()
    for _ in ledger.watch(electron.chat.completions.create(**STREAMED)):
        pass
    (call,) = ledger.calls
    assert call.seconds
    assert call.seconds_to_first_byte
    assert call.seconds_to_first_byte < call.seconds


def test_a_stream_without_usage_is_uncounted(electron: OpenAI) -> None:
    """Without ``include_usage`` there is nothing to count, and the table says so."""
    ledger = Ledger(stable=True)
    for _ in ledger.watch(electron.chat.completions.create(**{**ASKED, "stream": True})):
        pass
    assert ledger.calls[0].usage is None
    assert "Without a token count: 1 of 1 calls." in repr(ledger)


def test_a_stream_left_early_is_closed_and_noted(electron: OpenAI, sandbox: Sandbox) -> None:
    """Who stops reading has a call on the bill all the same, and no open connection."""
    ledger = Ledger()
    stream = electron.chat.completions.create(**STREAMED)
    watched = ledger.watch(stream)
    next(watched)
    watched.close()
    assert ledger.calls[0].outcome == "closed"
    assert stream.response.is_closed


def test_a_stream_that_breaks_is_noted_and_raised(electron: OpenAI) -> None:
    """The error is the SDK's own."""
    ledger = Ledger()
    stream = electron.chat.completions.create(
        **STREAMED, extra_headers={"x-sandbox-fault": "error=2"}
    )
    with pytest.raises(sdk.APIError):
        list(ledger.watch(stream))
    (call,) = ledger.calls
    assert (call.outcome, call.error) == ("broken", "APIError")


def test_the_sdks_stream_helper_is_watched_too(electron: OpenAI) -> None:
    """Its events are handed on, and its chunks counted once."""
    ledger = Ledger()
    asked = {name: value for name, value in STREAMED.items() if name != "stream"}
    with electron.chat.completions.stream(**asked) as stream:
        kinds = {event.type for event in ledger.watch(stream)}
    assert {"chunk", "content.delta"} <= kinds
    (call,) = ledger.calls
    assert call.usage
    assert call.request_id


def test_an_async_stream_is_watched(sandbox: Sandbox, async_client_of: Any) -> None:
    """To the end, and left early."""

    async def main() -> None:
        async with async_client_of(sandbox.electron_url) as client:
            stream = await client.chat.completions.create(**STREAMED)
            assert [chunk async for chunk in ledger.watch(stream)]
            stream = await client.chat.completions.create(**STREAMED)
            async with aclosing(ledger.watch(stream)) as watched:
                async for _ in watched:
                    break

    ledger = Ledger()
    asyncio.run(main())
    whole, early = ledger.calls
    assert whole.outcome == "answered"
    assert whole.usage
    assert early.outcome == "closed"


def test_what_is_no_answer_is_refused(electron: OpenAI) -> None:
    """A stream given to add and an answer given to watch each say what to call."""
    ledger = Ledger()
    stream = electron.chat.completions.create(**STREAMED)
    with stream, pytest.raises(TypeError, match="watch"):
        ledger.add(stream)
    for wrong in ("text", 3, {}, None):
        with pytest.raises(TypeError, match="no answer"):
            ledger.add(wrong)
    for wrong in ("text", {}, electron.chat.completions.create(**ASKED)):
        with pytest.raises(TypeError, match="no stream"):
            ledger.watch(wrong)
    assert len(ledger) == 0
