"""Recording from an endpoint and replaying it; a second sandbox plays the live one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai as sdk
import pytest
from openai import OpenAI

from electron_kit.providers import ELECTRON, Account, ConfigurationError
from electron_kit.sandbox import Sandbox
from electron_kit.sandbox.recordings import Recordings, Scrubber, live_accounts

HELLO = [{"role": "user", "content": "Hello!"}]
KEY = {"Authorization": "Bearer sk_sandbox"}


@pytest.fixture
def live() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


def test_a_replay_is_the_recording_byte_for_byte(
    live: Sandbox, tmp_path: Path, http: httpx2.Client, tools: Any
) -> None:
    """Plain answers, streams, tool calls and errors come back as they were recorded."""
    path = tmp_path / "recordings.jsonl"
    account = Account(ELECTRON, live.electron_url, "sk_sandbox_live")
    bodies: list[dict[str, Any]] = [
        {"model": "electron", "messages": HELLO},
        {"model": "electron", "messages": HELLO, "stream": True},
        {
            "model": "electron",
            "messages": [{"role": "user", "content": "Weather in Pune?"}],
            "tools": tools,
        },
        {"model": "electron", "messages": HELLO, "n": 2},
    ]

    def send(sandbox: Sandbox, body: Any) -> httpx2.Response:
        url = f"{sandbox.electron_url}/chat/completions"
        return http.post(url, json=body, headers=KEY)

    with Sandbox(record=path, upstream=[account]) as recording:
        recorded = [send(recording, body) for body in bodies]
        assert [entry.status for entry in recording.requests] == [200, 200, 200, 400]
    assert len(live.requests) == 4
    live.stop()
    with Sandbox(replay=path) as replaying:
        replayed = [send(replaying, body) for body in reversed(bodies)][::-1]
    assert [answer.status_code for answer in recorded] == [200, 200, 200, 400]
    for one, other in zip(recorded, replayed, strict=True):
        assert one.content == other.content
        assert one.status_code == other.status_code
        assert one.headers["x-request-id"] == other.headers["x-request-id"]
    text = path.read_text(encoding="utf-8")
    assert "sk_sandbox_live" not in text
    assert "chatcmpl-rec" in text


def test_a_conversation_goes_on_with_the_ids_it_was_given(
    live: Sandbox, tmp_path: Path, tools: Any
) -> None:
    """A tool round trip is recorded and replayed whole, though the call's id was replaced."""
    path = tmp_path / "recordings.jsonl"

    def round_trip(url: str) -> list[str]:
        with OpenAI(base_url=url, api_key="sk_sandbox", max_retries=0) as client:
            messages: list[Any] = [{"role": "user", "content": "Weather in Pune?"}]
            first = client.chat.completions.create(
                model="electron", messages=messages, tools=tools
            ).choices[0]
            call = first.message.tool_calls[0]
            messages += [
                first.message,
                {"role": "tool", "tool_call_id": call.id, "content": "31 degrees"},
            ]
            last = client.chat.completions.create(
                model="electron", messages=messages, tools=tools
            ).choices[0]
            return [call.id, last.message.content]

    account = Account(ELECTRON, live.electron_url, "sk_sandbox")
    with Sandbox(record=path, upstream=[account]) as recording:
        recorded = round_trip(recording.electron_url)
    with Sandbox(replay=path) as replaying:
        assert round_trip(replaying.electron_url) == recorded
    assert recorded[0].startswith("call_rec")
    assert "31 degrees" in recorded[1]


def test_a_request_that_was_not_recorded_is_refused(tmp_path: Path) -> None:
    """While replaying, anything else is a 502 that says so."""
    path = tmp_path / "recordings.jsonl"
    path.write_text("", encoding="utf-8")
    with (
        Sandbox(replay=path) as sandbox,
        OpenAI(base_url=sandbox.electron_url, api_key="sk_sandbox", max_retries=0) as client,
        pytest.raises(sdk.InternalServerError, match="No recording of this request"),
    ):
        client.chat.completions.create(model="electron", messages=HELLO)


def test_an_endpoint_that_is_down_is_502_and_nothing_is_written(tmp_path: Path) -> None:
    """A failed recording is an envelope for the client and no line in the file."""
    path = tmp_path / "recordings.jsonl"
    account = Account(ELECTRON, "http://127.0.0.1:9/waves/v1", "sk_sandbox")
    with (
        Sandbox(record=path, upstream=[account]) as sandbox,
        OpenAI(base_url=sandbox.electron_url, api_key="sk_sandbox", max_retries=0) as client,
    ):
        with pytest.raises(sdk.InternalServerError, match="Recording from electron failed"):
            client.chat.completions.create(model="electron", messages=HELLO)
        assert sandbox.requests.last.status == 502
    assert path.read_text(encoding="utf-8") == ""


def test_keys_and_ids_are_scrubbed() -> None:
    """Keys are gone, equal ids stay equal, words stay, and scrubbing again changes nothing."""
    scrub = Scrubber("sk_live_0123456789")
    text = json.dumps(
        {
            "key": "sk_live_0123456789",
            "other": "sk-proj-abcdefghij",
            "id": "chatcmpl-AbCdEf123456",
            "again": "chatcmpl-AbCdEf123456",
            "call": "call_AbCdEf123456",
            "uuid": "0a1b2c3d-0000-4000-8000-0123456789ab",
            "prose": "call_support_agent_7, user_interface, file-manager",
        }
    )
    clean = json.loads(scrub(text))
    assert "0123456789" not in clean["key"]
    assert "abcdefghij" not in clean["other"]
    assert clean["id"] == clean["again"] != "chatcmpl-AbCdEf123456"
    assert clean["call"].startswith("call_rec")
    assert clean["uuid"] != "0a1b2c3d-0000-4000-8000-0123456789ab"
    assert clean["prose"] == "call_support_agent_7, user_interface, file-manager"
    assert scrub(scrub(text)) == scrub(text)


def test_recording_needs_a_live_key() -> None:
    """Without a key, or with the sandbox's own, recording is refused with the variables' names."""
    for env in ({}, {"SMALLEST_API_KEY": "sk_sandbox"}):
        with pytest.raises(ConfigurationError, match="SMALLEST_API_KEY"):
            live_accounts(env)
    with pytest.raises(ConfigurationError, match="openai"):
        live_accounts({"SMALLEST_API_KEY": "sk-abcdef"})
    (account,) = live_accounts({"SMALLEST_API_KEY": "sk_abcdef"})
    assert account.base_url == ELECTRON.base_url
    assert "abcdef" not in repr(account)


@pytest.mark.parametrize("text", ["nonsense", '{"dialect": "electron"}', "[]"])
def test_a_bad_file_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    """A line that is no recording is refused by its number; both options at once are too."""
    path = tmp_path / "recordings.jsonl"
    path.write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 1"):
        Sandbox(replay=path)
    with pytest.raises(ConfigurationError, match="exclude"):
        Sandbox(replay=path, record=path)
    with pytest.raises(ConfigurationError, match="missing"):
        Sandbox(replay=tmp_path / "missing.jsonl")


def test_lines_end_at_line_feeds_alone_and_a_byte_order_mark_is_none(tmp_path: Path) -> None:
    """Separators that JSON lets stand in a text cut no line, and a mark is passed over."""
    path = tmp_path / "odd.jsonl"
    odd = "one\u2028two\u2029three\u0085four"
    line = json.dumps(
        {"dialect": "electron", "request": {"a": odd}, "status": 200, "headers": {}, "body": odd},
        ensure_ascii=False,
    )
    path.write_text(f"\ufeff{line}\n{line}\n", encoding="utf-8")
    found = Recordings(path).find("electron", {"a": odd})
    assert found is not None
    assert found.body == odd
