"""A deadline is a deadline, whatever drips; and what is told is what happened."""

import asyncio
import contextlib
import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpcore2
import httpx2
import openai
import pytest

from electron_kit import ELECTRON, Account, Policy, async_client, client
from electron_kit.transport import MalformedAnswerError, StreamCutError, TimedOutError
from electron_kit.transport.deadline import SyncStream, bounded

from .conftest import quick
from .wire import LONG_SECONDS, PATIENCE, SOUND, Wire, answer, running, whole

REQUEST: dict[str, Any] = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}
_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """A server that sends what it is told."""
    yield from running()


def dripping(wire: Wire, first: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Return a script that sends something, and then a drop again and again, without end."""

    def script(connection: socket.socket) -> None:
        connection.sendall(first)
        with contextlib.suppress(OSError):
            while not wire.stopping.wait(0.02):
                connection.sendall(drop)

    return script


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"
EVENTS = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
REFUSED = b"HTTP/1.1 503 Down\r\ncontent-length: 100000\r\n\r\n"
DRIPS = {
    "head": (b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n"),
    "status line": (b"", b"H"),
    "100 Continue without end": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": (HEAD, b" "),
    "body of a refusal": (REFUSED, b" "),
    "comments before the first event": (EVENTS, b": wait\n\n"),
    "an event that never ends": (EVENTS, b"data: x\n"),
    "nothing": (b"", b""),
}


@pytest.mark.parametrize("name", DRIPS)
@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_whatever_drips_ends_at_the_deadline(
    name: str, streamed: bool, kind: str, wire: Wire
) -> None:
    """The whole wait ends, in threads and in tasks; each drop comes in time for a read."""
    wire.tell(dripping(wire, *DRIPS[name]))
    account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
    policy = quick(deadline=0.3, attempts=1)
    request = {**REQUEST, "stream": streamed}

    def sync() -> None:
        with client(account, policy=policy, timeout=60) as sdk:
            sdk.chat.completions.create(**request)

    async def main() -> None:
        async with async_client(account, policy=policy, timeout=60) as sdk:
            await sdk.chat.completions.create(**request)

    # Without the deadline this hangs, and the test with it.
    with pytest.raises(
        (TimedOutError, StreamCutError, MalformedAnswerError, openai.APIStatusError)
    ):
        sync() if kind == "sync" else asyncio.run(main())


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_redirects_have_one_deadline_together(kind: str, wire: Wire) -> None:
    """Each takes a part of it; twenty of them would take far longer."""

    def script(connection: socket.socket) -> None:
        wire.stopping.wait(0.1)
        head = b"HTTP/1.1 307 Here\r\nlocation: /v1/chat/completions\r\ncontent-length: 0\r\n\r\n"
        connection.sendall(head)

    wire.tell(script)
    account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
    policy = quick(deadline=0.25, attempts=1)

    def sync() -> None:
        with client(account, policy=policy) as sdk:
            sdk.chat.completions.create(**REQUEST)

    async def main() -> None:
        async with async_client(account, policy=policy) as sdk:
            await sdk.chat.completions.create(**REQUEST)

    with pytest.raises(TimedOutError):
        sync() if kind == "sync" else asyncio.run(main())
    assert len(wire.requests) <= 3


@pytest.mark.parametrize("name", ["head", "body", "comments before the first event"])
def test_the_default_deadline_is_one_too(
    name: str, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who gives no policy waits for the default's seconds; here the default is a short one."""
    assert Policy().deadline < float("inf")
    monkeypatch.setitem(Policy.__init__.__kwdefaults__, "deadline", 0.2)
    wire.tell(dripping(wire, *DRIPS[name]))
    account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
    streamed = name.startswith("comments")
    # A stream's head may come late itself, on a busy machine.
    with client(account) as sdk, pytest.raises((TimedOutError, StreamCutError)):
        sdk.chat.completions.create(**REQUEST, stream=streamed)


def test_a_stream_may_take_longer_than_the_deadline(wire: Wire) -> None:
    """It is for the first event; a long answer is not cut."""
    go = threading.Event()

    def script(connection: socket.socket) -> None:
        head, _, rest = SOUND.partition("\n\n")
        connection.sendall(EVENTS + f"{head}\n\n".encode())
        go.wait(LONG_SECONDS)
        connection.sendall(rest.encode())
        connection.shutdown(socket.SHUT_WR)

    for seconds in PATIENCE:
        wire.tell(script)
        account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
        with client(account, policy=quick(deadline=seconds, attempts=1)) as sdk:
            try:
                stream = sdk.chat.completions.create(**REQUEST, stream=True)
            except (TimedOutError, StreamCutError):
                go.set()
                go = threading.Event()
                continue  # the machine was late itself
            next(stream)
            threading.Timer(seconds, go.set).start()
            assert "".join(c.choices[0].delta.content or "" for c in stream if c.choices)
            return
    pytest.fail("The first event came too late, however late it might be.")


def test_the_transports_of_this_version_keep_to_it() -> None:
    """They are reached through names that their library may change; this is noticed here."""
    with httpx2.HTTPTransport(verify=False) as transport:
        assert bounded(transport)
    assert bounded(httpx2.AsyncHTTPTransport(verify=False))
    assert not bounded(httpx2.MockTransport(lambda request: httpx2.Response(200)))


@pytest.mark.parametrize(
    "after", [f"{LONG_SECONDS + 1:.0f}", "3600", "86400000", "Fri, 31 Dec 2100 23:59:59 GMT"]
)
@pytest.mark.parametrize("attempts", [1, 5])
def test_a_429_stays_a_rate_limit_error(after: str, attempts: int, wire: Wire) -> None:
    """However long it asks to wait: it was sent, and refused."""
    busy = {"error": {"message": "Concurrency limit reached", "type": "rate_limit_error"}}
    wire.tell(answer(busy, status="429 Too Many", headers=(f"retry-after: {after}",)))
    account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
    policy = quick(deadline=LONG_SECONDS, attempts=attempts)
    with client(account, policy=policy) as sdk, pytest.raises(openai.RateLimitError) as caught:
        sdk.chat.completions.create(**REQUEST)
    assert "Concurrency limit reached" in str(caught.value)
    assert len(wire.requests) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("400 Bad", {"error": {"message": "no"}}),
        ("501 Not Implemented", {"error": {"message": "no"}}),
        ("505 Version", {"error": {"message": "no"}}),
        ("429 Too Many", {"error": {"message": "pay", "code": "insufficient_quota"}}),
    ],
)
def test_what_will_be_the_same_is_not_tried_again(status: str, body: Any, wire: Wire) -> None:
    """Nor waited for."""
    wire.tell(answer(body, status=status))
    account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
    with client(account, policy=quick()) as sdk, pytest.raises(openai.APIStatusError):
        sdk.chat.completions.create(**REQUEST)
    assert len(wire.requests) == 1


def test_a_call_that_was_not_queued_says_nothing_of_waiting(wire: Wire) -> None:
    """A machine's hiccup is no queue."""
    wire.tell(answer(whole()))
    account = Account(ELECTRON, wire.url, f"sk_sandbox_drip_{next(_NUMBERS)}")
    with client(account, policy=quick(plan="enterprise")) as sdk:
        for _ in range(50):
            raw = sdk.chat.completions.with_raw_response.create(**REQUEST)
            assert "x-electron-kit-waited" not in raw.headers


class Sent(httpcore2.NetworkStream):
    """A connection that notes what is sent, write by write."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Note it."""
        self.writes.append(buffer)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return something."""
        return b"HTTP/1.1 200 OK\r\n"


HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\n\r\n"


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ([HEAD, b"{}", b""], [HEAD + b"{}"]),
        ([HEAD, b""], [HEAD]),
        ([HEAD], [HEAD]),
        ([HEAD, HEAD, b""], [HEAD + HEAD]),
        ([b"GET / HTTP/1.1\r\n\r\n", b""], [b"GET / HTTP/1.1\r\n\r\n"]),
        ([b"\x00\x00\x04POST \r\n\r\n"], [b"\x00\x00\x04POST \r\n\r\n"]),
    ],
)
def test_a_head_leaves_with_its_body(given: list[bytes], sent: list[bytes]) -> None:
    """In one write, and before anything is read, whatever comes after it or does not."""
    inner = Sent()
    stream = SyncStream(inner)
    for buffer in given:
        stream.write(buffer)
    stream.read(1)
    assert inner.writes == sent
