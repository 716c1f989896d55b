"""Faults by header and by list."""

import json
import re
import socket
import time
from typing import Any

import httpx2
import openai as sdk
import pytest
from openai import OpenAI

from electron_kit.providers import ConfigurationError
from electron_kit.sandbox import Sandbox
from electron_kit.sandbox.faults import parse

HELLO = [{"role": "user", "content": "Hello!"}]
ERRORS = {
    401: sdk.AuthenticationError,
    403: sdk.PermissionDeniedError,
    429: sdk.RateLimitError,
    500: sdk.InternalServerError,
    502: sdk.InternalServerError,
    503: sdk.InternalServerError,
}


def create(client: OpenAI, fault: str, **request: object) -> object:
    model = "gpt-4o" if str(client.base_url).endswith("/v1/") else "electron"
    model = "electron" if "/waves/" in str(client.base_url) else model
    return client.chat.completions.create(
        model=model, messages=HELLO, extra_headers={"X-Sandbox-Fault": fault}, **request
    )


@pytest.mark.parametrize("status", ERRORS)
def test_status_fault_has_its_envelope(electron: OpenAI, openai: OpenAI, status: int) -> None:
    """A status asked for by header is answered with each dialect's envelope."""
    for client in (electron, openai):
        with pytest.raises(ERRORS[status]) as caught:
            create(client, f"status={status}")
        assert caught.value.status_code == status
        assert caught.value.body["type"]


def test_retry_after_is_sent(electron: OpenAI) -> None:
    """``retry-after`` beside a status sends the header."""
    with pytest.raises(sdk.RateLimitError) as caught:
        create(electron, "status=429; retry-after=7")
    assert caught.value.response.headers["retry-after"] == "7"


def test_times_lets_the_retry_through(sandbox: Sandbox) -> None:
    """With ``times=1`` the SDK's own retry of the same request succeeds."""
    with OpenAI(base_url=sandbox.electron_url, api_key="sk_sandbox", max_retries=1) as client:
        assert create(client, "status=503; times=1; retry-after=0").choices
    assert [exchange.status for exchange in sandbox.requests] == [503, 200]


def test_a_list_is_used_up_in_order(sandbox: Sandbox, electron: OpenAI) -> None:
    """Faults of a list come one a request, and ``pass`` is a good answer between them."""
    for fault in ("status=500", "pass", "status=502; dialect=electron"):
        sandbox.faults.add(fault)
    seen = []
    for _ in range(4):
        try:
            electron.chat.completions.create(model="electron", messages=HELLO)
            seen.append(200)
        except sdk.APIStatusError as error:
            seen.append(error.status_code)
    assert seen == [500, 200, 502, 200]


def test_a_fault_for_one_dialect_spares_the_other(
    sandbox: Sandbox, electron: OpenAI, openai: OpenAI
) -> None:
    """``dialect=electron; times=always`` takes Electron down and leaves OpenAI up."""
    sandbox.faults.add("status=503; dialect=electron; times=always")
    for _ in range(3):
        with pytest.raises(sdk.InternalServerError):
            electron.chat.completions.create(model="electron", messages=HELLO)
        assert openai.chat.completions.create(model="gpt-4o", messages=HELLO).choices


def test_reset_is_a_connection_error(electron: OpenAI, openai: OpenAI) -> None:
    """A reset reaches the SDK as a connection error, not as an answer."""
    for client in (electron, openai):
        with pytest.raises(sdk.APIConnectionError):
            create(client, "reset")


def test_cut_without_a_clean_end_breaks_the_stream(electron: OpenAI, sandbox: Sandbox) -> None:
    """A dropped connection in mid-stream raises after the events that came."""
    got: list[object] = []
    with pytest.raises(Exception, match=r"(?i)peer|closed|incomplete|connection"):
        got.extend(create(electron, "cut=3", stream=True))
    assert len(got) == 3


def test_cut_with_a_clean_end_is_silent(electron: OpenAI) -> None:
    """A clean cut ends the stream without [DONE] and without a finish_reason."""
    chunks = list(create(electron, "cut=3; clean", stream=True))
    assert len(chunks) == 3
    assert all(chunk.choices[0].finish_reason is None for chunk in chunks)


def test_malformed_event_is_no_json(electron: OpenAI) -> None:
    """A malformed event reaches the reader where it was asked for."""
    got: list[object] = []
    with pytest.raises(json.JSONDecodeError):
        got.extend(create(electron, "malformed=3", stream=True))
    assert len(got) == 2


def test_error_event_in_a_stream_raises(electron: OpenAI, openai: OpenAI) -> None:
    """An error event raises the SDK's error after the events before it."""
    for client in (electron, openai):
        got: list[object] = []
        with pytest.raises(sdk.APIError, match="error while processing"):
            got.extend(create(client, "error=2", stream=True))
        assert len(got) == 2


def test_no_done_leaves_out_the_mark(sandbox: Sandbox, http: object) -> None:
    """``no-done`` keeps everything of the stream but ``[DONE]``."""
    answer = http.post(
        f"{sandbox.electron_url}/chat/completions",
        json={"model": "electron", "messages": HELLO, "stream": True},
        headers={"Authorization": "Bearer sk_sandbox", "X-Sandbox-Fault": "no-done"},
    )
    assert "[DONE]" not in answer.text
    assert '"finish_reason":"stop"' in answer.text


def test_slow_first_byte_and_slow_tokens(electron: OpenAI) -> None:
    """``ttft`` delays the first event and ``tps`` spreads the rest."""
    start = time.monotonic()
    times = [time.monotonic() - start for _ in create(electron, "ttft=100ms; tps=100", stream=True)]
    assert times[0] >= 0.1
    assert times[-1] >= 0.1 + 0.009 * (len(times) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status=418",
        "status=",
        "cut=-1",
        "cut=x",
        "ttft=5",
        "ttft=99h",
        "ttft=61s",
        "tps=0",
        "tps=nan",
        "times=0",
        "dialect=mistral",
        "explode",
        "reset=1",
    ],
)
def test_what_is_no_fault_is_refused_by_name(text: str, http: object, sandbox: Sandbox) -> None:
    """A fault that cannot be read is refused, in a list and in a header."""
    with pytest.raises(ConfigurationError, match="fault"):
        parse(text)
    answer = http.post(
        f"{sandbox.electron_url}/chat/completions",
        json={"model": "electron", "messages": HELLO},
        headers={"Authorization": "Bearer sk_sandbox", "X-Sandbox-Fault": text},
    )
    assert answer.status_code == 400
    assert "X-Sandbox-Fault" in answer.json()["error"]["message"]


CALLING = {
    "messages": [{"role": "user", "content": "What is the weather in Pune and in Delhi?"}],
}


def calls_of(client: OpenAI, weather: Any, fault: str, *, stream: bool) -> list[Any]:
    """Return the calls that a client of the SDK gets with a fault, plain or streamed."""
    asked: Any = {
        **CALLING,
        "model": "electron",
        "tools": [weather],
        "extra_headers": {"X-Sandbox-Fault": fault},
    }
    if not stream:
        answer = client.chat.completions.create(**asked)
        return [(c.id, c.function.name, c.function.arguments) for c in _calls(answer)]
    found: dict[int, list[str]] = {}
    for chunk in client.chat.completions.create(**asked, stream=True):
        for piece in chunk.choices[0].delta.tool_calls or ():
            call = found.setdefault(piece.index, ["", "", ""])
            call[0] += piece.id or ""
            call[1] += piece.function.name or ""
            call[2] += piece.function.arguments or ""
    return [tuple(call) for call in found.values()]


def _calls(answer: Any) -> Any:
    return answer.choices[0].message.tool_calls


@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
def test_tool_calls_can_be_broken_unknown_or_doubled(
    electron: OpenAI, weather: Any, stream: bool
) -> None:
    """Arguments that are no JSON, a tool that is not there, and each call twice under one id."""
    for _, name, arguments in calls_of(electron, weather, "call=broken", stream=stream):
        assert name == "get_weather"
        with pytest.raises(json.JSONDecodeError):
            json.loads(arguments)
    unknown = calls_of(electron, weather, "call=unknown", stream=stream)
    assert {name for _, name, _ in unknown} == {"no_such_tool"}
    doubled = calls_of(electron, weather, "call=doubled", stream=stream)
    assert len(doubled) == 4
    assert len({name for name, _, _ in doubled}) == 2
    sound = calls_of(electron, weather, "pass", stream=stream)
    assert len({name for name, _, _ in sound}) == 2


def test_all_calls_can_stand_at_one_index(electron: OpenAI, weather: Any) -> None:
    """What joins by index alone gets two calls for one."""
    (call,) = calls_of(electron, weather, "call=one-index", stream=True)
    assert call[2] == '{"city": "Pune"}{"city": "Delhi"}'
    assert len(calls_of(electron, weather, "call=one-index", stream=False)) == 2


def test_a_stream_can_stall(sandbox: Sandbox) -> None:
    """After its events a stalled stream says nothing and stays open until the client leaves."""
    sandbox.faults.add("stall=2")
    body = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    for read in (0.3, 3, 30):  # a machine that is late itself is given more time
        got: list[str] = []
        with (
            httpx2.Client(trust_env=False, timeout=httpx2.Timeout(300, read=read)) as client,
            pytest.raises(httpx2.ReadTimeout),
            client.stream(
                "POST",
                f"{sandbox.electron_url}/chat/completions",
                json=body,
                headers={"Authorization": "Bearer sk_sandbox"},
            ) as answer,
        ):
            got.extend(line for line in answer.iter_lines() if line)
        if len(got) >= 2:
            break
    assert len(got) == 2
    assert "[DONE]" not in got
    assert sandbox.requests.last.fault == "stall=2"


def test_events_can_leave_one_at_a_time(sandbox: Sandbox) -> None:
    """With ``apart`` each event of a stream that takes no time is a chunk of its own."""
    body = json.dumps(
        {"model": "electron", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
    ).encode()
    chunks = {}
    for fault in ("pass", "apart"):
        head = (
            "POST /waves/v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            f"Authorization: Bearer sk_sandbox\r\nX-Sandbox-Fault: {fault}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
            connection.sendall(head.encode() + body)
            got = b""
            while piece := connection.recv(65_536):
                got += piece
        chunks[fault] = len(re.findall(rb"\r\n[0-9a-f]+\r\ndata: ", got))
        assert got.count(b"data: ") > 5
    assert chunks == {"pass": 1, "apart": got.count(b"data: ")}
