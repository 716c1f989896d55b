"""What the kit's transports cost, counted: Python's own steps beside those of the bare SDK.

    python kit/benchmarks/layer_steps.py

`layer.py` takes times, which on a machine with neighbours say little. Here nothing is timed: the
connection is canned, each bytecode of one call is counted, and so two runs say the same. Writes
are counted too, each of which is a call of the system and wakes the server.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from typing import Any

import httpcore2
import httpx2
import openai

from electron_kit import ELECTRON, OPENAI, Account, Policy, client

URL = "http://127.0.0.1:9/v1"
MESSAGES = [{"role": "user", "content": "How long is the coast of Norway?"}]
PIECES = 12


def answer(kind: str, *bodies: bytes) -> list[bytes]:
    """Return what a server sends, one packet each."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nx-request-id: req_1\r\n".encode()
    packets = [b"%x\r\n%s\r\n" % (len(body), body) for body in bodies]
    return [head + b"transfer-encoding: chunked\r\n\r\n" + packets[0], *packets[1:], b"0\r\n\r\n"]


def chunk(delta: dict[str, Any], finish: str | None = None) -> bytes:
    """Return one event."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return b"data: " + json.dumps({**ENVELOPE, "choices": [choice]}).encode() + b"\n\n"


ENVELOPE = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "electron"}
MESSAGE = {"role": "assistant", "content": "Some 2,500 kilometres, without its fjords."}
WHOLE = {
    **ENVELOPE,
    "object": "chat.completion",
    "choices": [{"index": 0, "message": MESSAGE, "logprobs": None, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 14, "completion_tokens": 12, "total_tokens": 26},
}
PLAIN = answer("application/json", json.dumps(WHOLE).encode())
STREAM = answer(
    "text/event-stream",
    chunk({"role": "assistant", "content": ""}),
    *(chunk({"content": f" word {number}"}) for number in range(PIECES)),
    chunk({}, "stop"),
    b"data: [DONE]\n\n",
)


class Connection(httpcore2.NetworkStream):
    """Answers each request with the same packets."""

    writes = 0

    def __init__(self) -> None:
        self._left: list[bytes] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next packet."""
        return self._left.pop(0)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Note it; a body decides what the answer is."""
        Connection.writes += bool(buffer)
        if b"{" in buffer:
            self._left = list(STREAM if b'"stream":true' in buffer else PLAIN)

    def get_extra_info(self, info: str) -> None:
        """Tell nothing."""

    def close(self) -> None:
        """Nothing is open."""


class Network(httpcore2.NetworkBackend):
    """Has no network."""

    def connect_tcp(self, *args: Any, **options: Any) -> Connection:
        """Return a connection."""
        return Connection()


def transport() -> httpx2.HTTPTransport:
    """Return a transport over canned connections."""
    made = httpx2.HTTPTransport()
    made._pool._network_backend = Network()  # type: ignore[attr-defined]
    return made


def clients() -> dict[str, Any]:
    """Return the bare SDK's client and the kit's, each over canned connections."""
    accounts = [Account(ELECTRON, URL, "sk_sandbox"), Account(OPENAI, URL, "sk-sandbox")]
    policy = Policy(plan="enterprise", minute=0.001)
    http = openai.DefaultHttpxClient(transport=transport())
    return {
        "bare SDK": openai.OpenAI(
            api_key="sk_sandbox", base_url=URL, max_retries=0, http_client=http
        ),
        "kit, one provider": client(accounts[0], policy=policy, transport=transport()),
        "kit, fail-over": client(accounts, policy=policy, transport=transport()),
    }


def plain(sdk: Any) -> Any:
    """Make a plain call."""
    return sdk.chat.completions.create(model="electron", messages=MESSAGES)


def begun(sdk: Any) -> Any:
    """Make a streamed call up to its first event; return the rest of it."""
    stream = sdk.chat.completions.create(model="electron", messages=MESSAGES, stream=True)
    next(stream)
    return stream


def streamed(sdk: Any) -> None:
    """Make a streamed call and read all of it."""
    for _ in begun(sdk):
        pass


def steps(call: Callable[[Any], Any], sdk: Any) -> tuple[int, int]:
    """Return how many bytecodes one call runs, and how often it writes to its connection.

    Args:
        call: What makes it.
        sdk: Whose client it is; its connection is open already.
    """
    for _ in range(3):
        plain(sdk)
        streamed(sdk)
    count, before = 0, Connection.writes

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal count
        if event == "call":
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    gc.collect()
    gc.disable()
    sys.settrace(trace)
    try:
        rest = call(sdk)
    finally:
        sys.settrace(None)
        gc.enable()
    del rest
    return count, Connection.writes - before


def main() -> None:
    """Count and print."""
    sdks = clients()
    for title, call in (
        ("plain", plain),
        ("to a stream's first event", begun),
        (f"a stream of {PIECES} pieces", streamed),
    ):
        bare, _ = steps(call, sdks["bare SDK"])
        print(f"\n{title}\n{'':28}{'steps':>9}{'added':>9}{'added %':>9}{'writes':>8}")
        for name, sdk in sdks.items():
            count, writes = steps(call, sdk)
            added = count - bare
            print(f"{name:28}{count:9}{added:9}{added / bare * 100:9.1f}{writes:8}")


if __name__ == "__main__":
    main()
