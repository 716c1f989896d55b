"""Bytes on a socket: bad requests, many clients, clients that go away."""

import asyncio
import json
import re
import socket
import threading
import time
from contextlib import suppress
from itertools import pairwise
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electron_kit.sandbox import Sandbox

BODY = json.dumps({"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}).encode()
HEAD = (
    b"POST /waves/v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_sandbox\r\n"
    b"Content-Type: application/json\r\n"
)
GOOD = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


def exchange(sandbox: Sandbox, data: bytes, *, until: bytes = b"", wait: float = 300.0) -> bytes:
    """Send bytes and return what comes back until the server closes or says ``until``."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=wait) as connection:
        connection.sendall(data)
        got = b""
        while not (until and until in got):
            piece = connection.recv(65_536)
            if not piece:
                break
            got += piece
        return got


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"POST /waves/v1/chat/completions HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"POST /waves/v1/chat/completions HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
    ],
)
def test_what_is_no_http_gets_400_and_an_envelope(sandbox: Sandbox, data: bytes) -> None:
    """Bytes that are no request are answered with 400, an envelope and a close."""
    got = exchange(sandbox, data)
    assert got.startswith(b"HTTP/1.1 400 ")
    assert json.loads(got.partition(b"\r\n\r\n")[2])["error"]["message"]


def test_a_huge_body_is_413_even_if_all_of_it_is_sent_first(sandbox: Sandbox) -> None:
    """A client that sends 17 MiB before it reads gets 413, whether it said the size or not."""
    size = 17 * 1024 * 1024
    with httpx2.Client(trust_env=False, timeout=300) as client:
        for content in (b"x" * size, iter([b"x" * 1_000_000] * 18)):
            answer = client.post(
                f"{sandbox.electron_url}/chat/completions",
                content=content,
                headers={"Authorization": "Bearer sk_sandbox", "Content-Type": "application/json"},
            )
            assert answer.status_code == 413
            assert "16 MiB" in answer.json()["error"]["message"]


def test_a_huge_head_is_431(sandbox: Sandbox) -> None:
    """A head of more than 64 KiB is refused."""
    got = exchange(sandbox, HEAD + b"X-A: " + b"a" * 70_000 + b"\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 431 ")


def _request(question: str, *headers: str) -> bytes:
    body = json.dumps({"model": "electron", "messages": [{"role": "user", "content": question}]})
    lines = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return HEAD + f"{lines}\r\n{body}".encode()


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.sampled_from(["one", "two", "six", "twenty one"]), min_size=1, max_size=6),
    st.lists(st.integers(0, 2_000), max_size=6),
)
def test_requests_may_be_cut_anywhere(
    sandbox: Sandbox, questions: list[str], cuts: list[int]
) -> None:
    """Whether a head was seen before, and where packets end, changes no answer."""
    data = b"".join(_request(f"Say {question}") for question in questions)
    borders = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start, end in pairwise(borders):
            connection.sendall(data[start:end])
            time.sleep(0.001)
        connection.shutdown(socket.SHUT_WR)
        got = b""
        while piece := connection.recv(65_536):
            got += piece
    said = [json.loads(b"{" + part)["content"] for part in _messages(got)]
    assert said == questions


def _messages(got: bytes) -> list[bytes]:
    return re.findall(rb'"message":\{("role":"assistant","content":[^}]*\})', got)


def test_a_head_that_repeats_with_another_body_is_a_new_request(sandbox: Sandbox) -> None:
    """Equal heads with other bodies, with too few bytes and with too many, are each read right."""
    first, second = _request("Say abc"), _request("Say xyz")
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        for data, answers in [
            ((first,), [b"abc"]),
            ((second,), [b"xyz"]),
            ((first[:-9], first[-9:]), [b"abc"]),
            ((second + first,), [b"xyz", b"abc"]),
            ((second,), [b"xyz"]),
        ]:
            for piece in data:
                connection.sendall(piece)
                time.sleep(0.02)
            got = b""
            while len(_messages(got)) < len(answers):
                got += connection.recv(65_536)
            assert [json.loads(b"{" + one)["content"].encode() for one in _messages(got)] == answers


def test_an_answer_given_before_is_given_again_with_its_own_count(sandbox: Sandbox) -> None:
    """The third answer to an equal request is the second, byte for byte."""
    long = "Tell me a story. " + "Once more. " * 40
    for extra in ({}, {"stream": True, "stream_options": {"include_usage": True}}):
        body = {"model": "electron", "messages": [{"role": "user", "content": long}], **extra}
        with httpx2.Client(trust_env=False, timeout=300) as client:
            first, second, third, faulty = (
                client.post(
                    f"{sandbox.electron_url}/chat/completions",
                    json=body,
                    headers={"Authorization": f"Bearer sk_sandbox_{len(extra)}", **header},
                ).text
                for header in ({}, {}, {}, {"X-Sandbox-Fault": "error=2"})
            )
        assert second == third
        assert '"cached_tokens":0' in first
        assert first.replace('"cached_tokens":0', "") == re.sub(r'"cached_tokens":\d+', "", second)
        assert (faulty == third) is not bool(extra)


def test_pipelined_requests_are_answered_in_order(sandbox: Sandbox) -> None:
    """Three requests in one packet get three answers, the slow one first if it came first."""
    slow = GOOD.replace(b"Host: x", b"Host: x\r\nX-Sandbox-Fault: ttft=50ms")
    last = GOOD.replace(b"Host: x", b"Host: x\r\nConnection: close")
    got = exchange(sandbox, slow + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + last)
    assert got.count(b"HTTP/1.1 200 OK") == 3
    assert got.index(b"chat.completion") < got.index(b'"status"')


def test_a_request_in_single_bytes_is_read(sandbox: Sandbox) -> None:
    """A request that trickles in byte by byte is a request."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(len(GOOD)):
            connection.sendall(GOOD[index : index + 1])
        assert connection.recv(20).startswith(b"HTTP/1.1 200 OK")


def test_http_1_0_and_connection_close_are_closed(sandbox: Sandbox) -> None:
    """HTTP/1.0 gets a stream without chunks, ended by the close."""
    body = BODY.replace(b"{", b'{"stream": true, ', 1)
    head = HEAD.replace(b"HTTP/1.1", b"HTTP/1.0")
    got = exchange(sandbox, head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert b"transfer-encoding" not in got.lower()
    assert got.endswith(b"data: [DONE]\n\n")


def test_expect_continue_is_honoured(sandbox: Sandbox) -> None:
    """``Expect: 100-continue`` gets its 100 before the body is sent."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(BODY))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(BODY)
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_an_upgrade_is_ignored(sandbox: Sandbox) -> None:
    """A client that offers HTTP/2 by ``Upgrade`` gets an answer in HTTP/1.1."""
    extra = b"Connection: Upgrade\r\nUpgrade: h2c\r\n"
    data = HEAD + extra + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
    assert exchange(sandbox, data, until=b"\r\n").startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 400 "))


def test_head_has_no_body(sandbox: Sandbox) -> None:
    """HEAD gets the head of an answer and nothing after it, so that the next one is read."""
    data = b"HEAD /waves/v1/models HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\n"
    got = exchange(sandbox, data + b"Host: x\r\nConnection: close\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 404 ")
    assert b"\r\n\r\nHTTP/1.1 200 OK" in got


def test_fifty_clients_at_once_get_their_own_answers(sandbox: Sandbox) -> None:
    """Fifty clients, half of them streaming, each get the answer to their own question."""

    async def ask(client: httpx2.AsyncClient, number: int) -> bool:
        body = {
            "model": "electron",
            "messages": [{"role": "user", "content": f"Say hello{number}x"}],
            "stream": number % 2 == 0,
        }
        answer = await client.post(
            f"{sandbox.electron_url}/chat/completions",
            json=body,
            headers={"Authorization": "Bearer sk_sandbox"},
        )
        if not body["stream"]:
            return bool(answer.json()["choices"][0]["message"]["content"] == f"hello{number}x")
        deltas = [
            json.loads(line[6:])["choices"][0]["delta"].get("content") or ""
            for line in answer.text.splitlines()
            if line.startswith("data: {")
        ]
        return "".join(deltas) == f"hello{number}x"

    async def all_of_them() -> list[bool]:
        limits = httpx2.Limits(max_connections=50)
        async with httpx2.AsyncClient(trust_env=False, timeout=300, limits=limits) as client:
            return await asyncio.gather(*(ask(client, number) for number in range(50)))

    assert all(asyncio.run(all_of_them()))
    assert len(sandbox.requests) == 50


def test_clients_that_vanish_in_mid_stream_are_noted_and_free_their_place() -> None:
    """A client that goes away is cancelled in the log, with usage, and no longer in flight."""
    slow = HEAD + b"X-Sandbox-Fault: tps=0.1\r\n"
    with Sandbox(plan="standard") as sandbox:
        for _ in range(3):
            body = BODY.replace(b"{", b'{"stream": true, ', 1)
            with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
                connection.sendall(slow + b"Content-Length: %d\r\n\r\n" % len(body) + body)
                got = b""
                while b"data: " not in got:
                    got += connection.recv(65_536)
        deadline = time.monotonic() + 300
        while not all(entry.cancelled for entry in sandbox.requests):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert [entry.usage["completion_tokens"] > 0 for entry in sandbox.requests] == [True] * 3
        assert exchange(sandbox, GOOD, until=b"chat.completion").startswith(b"HTTP/1.1 200 ")


def test_stop_ends_streams_that_are_under_way() -> None:
    """``stop`` does not wait for a slow answer, which never comes then, and leaves no thread."""
    before = threading.active_count()
    sandbox = Sandbox(ttft=60_000).start()
    connection = socket.create_connection(("127.0.0.1", sandbox.port), timeout=300)
    connection.sendall(GOOD)
    end = time.monotonic() + 300
    while len(sandbox.requests) < 1:
        assert time.monotonic() < end
        time.sleep(0.005)
    sandbox.stop()
    with suppress(ConnectionResetError):
        assert connection.recv(1) == b""
    assert threading.active_count() == before
    connection.close()


METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
PATHS = st.sampled_from(
    ["/waves/v1/chat/completions", "/v1/chat/completions", "/v1/models", "/", "/healthz", "/waves"]
) | st.text("abc/%.:?#[]@! é", max_size=12).map(lambda text: f"/{text}")
KEYS = st.sampled_from(
    ["Bearer sk_sandbox", "Bearer sk-sandbox", "Bearer", "Basic x", "sk_sandbox", ""]
)
JSON: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = st.sampled_from(
    "model messages temperature max_tokens stream stream_options stop tools tool_choice n logprobs "
    "top_logprobs response_format seed max_completion_tokens".split()
)
MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["system", "user", "assistant", "tool", "developer"]),
            "content": st.text(max_size=40) | st.none() | JSON,
        },
        optional={"tool_call_id": st.text(max_size=5) | JSON, "tool_calls": JSON, "name": JSON},
    ),
    max_size=4,
)
TOOLS = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.just("function"),
            "function": st.fixed_dictionaries(
                {"name": st.sampled_from(["f", "get_weather"])},
                optional={"parameters": JSON, "description": st.text(max_size=10)},
            ),
        }
    ),
    max_size=3,
)
REQUESTS = st.builds(
    lambda base, extra: {**base, **extra},
    st.fixed_dictionaries(
        {"model": st.sampled_from(["electron", "gpt-4o"]), "messages": MESSAGES},
        optional={
            "tools": TOOLS,
            "stream": st.booleans(),
            "tool_choice": st.sampled_from(["auto", "required"]),
            "response_format": st.builds(
                lambda schema: {
                    "type": "json_schema",
                    "json_schema": {"name": "x", "schema": schema},
                },
                JSON,
            )
            | st.just({"type": "json_object"}),
        },
    ),
    st.dictionaries(NAMES, JSON, max_size=2),
)


@given(METHODS, PATHS, KEYS, REQUESTS | JSON)
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_request_gets_an_envelope_and_never_500(
    http: httpx2.Client, sandbox: Sandbox, method: str, path: str, key: str, body: Any
) -> None:
    """Whatever is sent, the answer is a success or an envelope with a 4xx."""
    answer = http.request(
        method,
        f"http://127.0.0.1:{sandbox.port}{path}",
        content=json.dumps(body),
        headers={"Authorization": key, "Content-Type": "application/json"},
    )
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
    if answer.status_code != 200 and method != "HEAD":
        error = answer.json()["error"]
        assert error["message"]
        assert error["type"]
        assert answer.headers["x-request-id"]


@given(st.binary(max_size=200), st.booleans())
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_bytes_leave_the_server_alive(sandbox: Sandbox, data: bytes, after: bool) -> None:
    """Arbitrary bytes, before or inside a request, never take the server down."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=300) as connection:
        connection.sendall(HEAD + data if after else data)
    health = exchange(sandbox, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert health.startswith(b"HTTP/1.1 200 OK")
