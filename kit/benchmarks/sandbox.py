r"""The sandbox's speed beside its peers, under one load, in one run.

    python kit/benchmarks/sandbox.py --seconds 5 \\
        --peer "aimock=node_modules/.bin/llmock -p {port} -f {aimock}" \\
        --peer "llm-katan=llm-katan -m gpt-4o -b echo -h 127.0.0.1 -p {port}" \\
        --peer "mockllm=mockllm start -h 127.0.0.1 -p {port} -r {mockllm}" \\
        --peer "litellm=litellm --host 127.0.0.1 --port {port} --config {litellm}"

A peer is a name and the command that starts it; ``{port}`` and the files with
its answers are filled in. The load is 32 connections that send the next request
when they have the whole answer; the generator checks each answer and counts the
events of each stream. "varied" requests all differ, the others are all equal.
Each server answers the load for a second before it is measured. Figures are also
shown as ratios to the first peer; times of the processor hold on a busy machine too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shlex
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 32
KINDS = ("plain", "varied plain", "stream", "varied stream")
TEXT = " ".join(
    "one token follows the next and each of them comes in an event of its own".split() * 7
)[:-9]
QUESTION = f"Reply with exactly: {TEXT}"
PLAIN = "Hello there, how are you today?"


@dataclass
class Server:
    """A server under test."""

    name: str
    command: list[str]
    path: str = "/v1/chat/completions"
    model: str = "gpt-4o"
    key: str = "sk-sandbox"
    figures: dict[str, float] = field(default_factory=dict)


def request(server: Server, port: int, kind: str) -> Callable[[int], bytes]:
    """Return a function that makes the bytes of the n-th request of a kind."""
    stream, varied = "stream" in kind, "varied" in kind

    def make(number: int) -> bytes:
        content = QUESTION if stream else PLAIN
        if varied:
            content = f"{content} {number}"
        body = json.dumps(
            {
                "model": server.model,
                "messages": [{"role": "user", "content": content}],
                **({"stream": True} if stream else {}),
            }
        ).encode()
        return (
            f"POST {server.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Authorization: Bearer {server.key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    if varied:
        return make
    fixed = make(0)
    return lambda number: fixed


class Client(asyncio.Protocol):
    """One connection that sends requests one after another."""

    sent = 0

    def __init__(self, make: Callable[[int], bytes], tally: Tally) -> None:
        """Take the requests to send and where to count."""
        self._make = make
        self._tally = tally

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Count an answer when all of it is here."""
        if self._first is None:
            self._first = time.perf_counter() - self._start
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._got[:end].lower()
        at = head.find(b"content-length:")
        if at >= 0:
            length = int(head[at + 15 :].split(b"\r\n", 1)[0])
            complete = len(self._got) >= end + 4 + length
        else:
            complete = self._got.endswith(b"0\r\n\r\n")
        if complete:
            self._tally.add(self._got, time.perf_counter() - self._start, self._first)
            self._send()

    def _send(self) -> None:
        self._got = b""
        self._first: float | None = None
        self._start = time.perf_counter()
        Client.sent += 1
        self._transport.write(self._make(Client.sent))


class Tally:
    """What came back."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.total = 0
        self.times: list[float] = []
        self.firsts: list[float] = []
        self.failed = 0
        self.events = 0

    def warm(self) -> None:
        """Forget the times so far; the total stays."""
        self.times, self.firsts, self.failed, self.events = [], [], 0, 0

    def add(self, answer: bytes, seconds: float, first: float) -> None:
        """Count one answer."""
        self.total += 1
        if not answer.startswith(b"HTTP/1.1 200"):
            self.failed += 1
            return
        self.times.append(seconds)
        self.firsts.append(first)
        self.events += answer.count(b"data:")


async def load(port: int, make: Callable[[int], bytes], seconds: float) -> Tally:
    """Keep 32 connections busy for some seconds and return what came back."""
    loop = asyncio.get_running_loop()
    tally = Tally()
    transports = [
        (await loop.create_connection(lambda: Client(make, tally), "127.0.0.1", port))[0]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(1.0)
    tally.warm()
    await asyncio.sleep(seconds)
    for transport in transports:
        transport.abort()
    return tally


def run_load(port: int, make: Callable[[int], bytes], seconds: float) -> Tally:
    """Run the load on uvloop where it is installed."""
    try:
        import uvloop

        factory = uvloop.new_event_loop
    except ImportError:
        factory = asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(load(port, make, seconds))


def ask(port: int, message: bytes) -> bytes | None:
    """Send one request and return the beginning of its answer, or None if nobody listens."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
            connection.sendall(message)
            return connection.recv(65_536)
    except OSError:
        return None


def measure(server: Server, port: int, seconds: float) -> None:
    """Start a server, load it and note its figures."""
    plain = request(server, port, "plain")
    start = time.perf_counter()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in server.command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not (ask(port, plain(0)) or b"").startswith(b"HTTP/1.1 200"):
            if process.poll() is not None or time.perf_counter() - start > 90:
                raise SystemExit(f"{server.name} did not start: {shlex.join(server.command)}")
            time.sleep(0.005)
        figures = server.figures
        figures["start s"] = time.perf_counter() - start
        for kind in KINDS:
            used = _cpu(process.pid)
            tally = run_load(port, request(server, port, kind), seconds)
            figures[f"{kind} us"] = (_cpu(process.pid) - used) / max(1, tally.total) * 1e6
            _note(figures, kind, tally, seconds)
            if kind == "stream":
                figures["events"] = tally.events / max(1, len(tally.times))
        figures["memory MB"] = _memory(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _note(figures: dict[str, float], name: str, tally: Tally, seconds: float) -> None:
    times = sorted(tally.times) or [float("nan")]
    figures[f"{name}/s"] = len(tally.times) / seconds
    figures[f"{name} p99 ms"] = times[int(len(times) * 0.99)] * 1_000
    if "stream" in name:
        firsts = sorted(tally.firsts) or [float("nan")]
        figures[f"{name} first byte p50 ms"] = firsts[len(firsts) // 2] * 1_000
    if tally.failed:
        figures[f"{name} failed"] = tally.failed


def _cpu(pid: int) -> float:
    """Return the seconds of processor time that a process and its children have used.

    On a busy machine this says more than the clock.
    """
    ticks = 0
    for process in [pid, *_children(pid)]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    """Return the resident memory of a process and its children in MB."""
    total = 0.0
    for process in [pid, *_children(pid)]:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) / 1_000
    return total


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(child) for child in path.read_text().split()] if path.exists() else []
    return [found for child in direct for found in (child, *_children(child))]


def shaped_first_byte(command: list[str], port: int) -> tuple[float, float]:
    """Return when the first byte and the last one of a shaped stream come, in seconds."""
    process = subprocess.Popen(
        [*(part.replace("{port}", str(port)) for part in command), "--ttft", "50", "--tps", "100"],
        stdout=subprocess.DEVNULL,
    )
    try:
        while ask(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") is None:
            time.sleep(0.01)
        with socket.create_connection(("127.0.0.1", port)) as connection:
            start = time.perf_counter()
            connection.sendall(request(Server("sandbox", command), port, "stream")(0))
            got = connection.recv(65_536)
            first = time.perf_counter() - start
            while not got.endswith(b"0\r\n\r\n"):
                got = (got + connection.recv(65_536))[-64:]
            return first, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(10)


ECHO = """
import asyncio, json, sys, httptools
class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.parser = transport, httptools.HttpRequestParser(self)
    def data_received(self, data): self.parser.feed_data(data)
    def on_message_begin(self): self.body = []
    def on_body(self, body): self.body.append(body)
    def on_message_complete(self):
        said = json.loads(b"".join(self.body))["messages"][-1]["content"]
        out = json.dumps({"said": said}).encode()
        head = b"HTTP/1.1 200 OK\\r\\ncontent-length: %d\\r\\n\\r\\n" % len(out)
        self.transport.write(head + out)
async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()
try:
    import uvloop
    uvloop.run(main())
except ImportError:
    asyncio.run(main())
"""


def answers(folder: Path) -> dict[str, str]:
    """Write the peers' answers to files and return their names."""
    aimock = {
        "fixtures": [
            {"match": {"userMessage": "Reply with exactly"}, "response": {"content": TEXT}},
            {"match": {"userMessage": "Hello"}, "response": {"content": "Hello! How can I help?"}},
        ]
    }
    mockllm = {
        "responses": {QUESTION.lower(): TEXT, PLAIN.lower(): "Hello! How can I help?"},
        "defaults": {"unknown_response": "Hello! How can I help?"},
        "settings": {"lag_enabled": False},
    }
    litellm = {
        "model_list": [
            {
                "model_name": "gpt-4o",
                "litellm_params": {"model": "openai/gpt-4o", "api_key": "x", "mock_response": TEXT},
            }
        ],
        "general_settings": {"master_key": "sk-sandbox"},
    }
    names = {}
    for name, value in (("aimock", aimock), ("mockllm", mockllm), ("litellm", litellm)):
        path = folder / f"{name}.{'json' if name == 'aimock' else 'yaml'}"
        path.write_text(json.dumps(value))  # JSON is YAML too
        names[name] = str(path)
    return names


def _table(servers: list[Server], keys: list[str], value: Callable[[Server, str], float]) -> None:
    """Print a row for each figure and a column for each server."""
    print("| |" + "|".join(server.name for server in servers) + "|")
    print("|---|" + "---:|" * len(servers))
    for key in keys:
        print(f"|{key}|" + "|".join(f"{value(server, key):.4g}" for server in servers) + "|")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    options = parser.parse_args()
    here = str(Path(sys.executable).with_name("electron-kit"))
    own = [here, "sandbox", "--port", "{port}"]
    with tempfile.TemporaryDirectory() as folder:
        files = answers(Path(folder))
        servers = []
        for peer in options.peer:
            name, _, command = peer.partition("=")
            parts = [part.format(port="{port}", **files) for part in shlex.split(command)]
            servers.append(Server(name, parts))
        servers.append(Server("sandbox", own))
        servers.append(
            Server("sandbox, Electron", own, "/waves/v1/chat/completions", "electron", "sk_sandbox")
        )
        servers.append(Server("bare echo", [sys.executable, "-c", ECHO, "{port}"]))
        for number, server in enumerate(servers):
            measure(server, 18_700 + number, options.seconds)
            print(server.name, {k: round(v, 2) for k, v in server.figures.items()}, flush=True)
    first, whole = shaped_first_byte(own, 18_790)
    print(f"\nshaped (50 ms, 100/s): first byte {first * 1e3:.0f} ms of {whole * 1e3:.0f} ms\n")
    keys = list(dict.fromkeys(key for server in servers for key in server.figures))
    _table(servers, keys, lambda server, key: server.figures.get(key, float("nan")))
    base = servers[0].figures
    print(f"\nratios to {servers[0].name}\n")
    _table(
        servers,
        keys,
        lambda server, key: server.figures.get(key, float("nan")) / (base.get(key) or float("nan")),
    )


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
