"""A server on a socket that sends exactly the bytes it is told, and counts what it saw."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

Script = Callable[[socket.socket], None]

# Whatever is waited for has come by then, on any machine. Shorter only where it is known that
# something never comes: where what gives it back was taken out.
LONG_SECONDS = float(os.environ.get("ELECTRON_KIT_LONG_SECONDS", "300"))
# For what must come too late while something else has to come in time: each is tried until a
# machine that is late itself has been in time.
PATIENCE = (0.1, 1.0, 10.0, 100.0)


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens in another thread or process."""
    end = time.monotonic() + LONG_SECONDS
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


class Wire:
    """Answers each request with the next of its scripts; the last one is used again.

    A script is bytes (sent as they are, and the connection is closed), or a function of the
    connection, which may drip, wait or vanish.

    Attributes:
        requests: The head and the body of each request that came whole.
        open: How many connections are open now.
        accepted: How many there have been.
    """

    def __init__(self) -> None:
        self.scripts: list[bytes | Script] = []
        self.requests: list[tuple[str, bytes]] = []
        self.open = self.accepted = 0
        self._changed = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        self.stopping = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def tell(self, *scripts: bytes | Script) -> None:
        """Begin anew with these scripts."""
        self.scripts, self.requests = list(scripts), []

    def stop(self) -> None:
        """Take no more connections, and let scripts that wait end."""
        self.stopping.set()
        stop_listening(self._listener)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait for the server to have seen something; a test that hangs here has failed."""
        with self._changed:
            assert self._changed.wait_for(holds, LONG_SECONDS), "the server never saw it"

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        self._count(1)
        try:
            self._answer(connection)
        finally:
            self._count(-1)

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            while (request := self._request(connection)) is not None:
                script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
                with self._changed:
                    self.requests.append(request)
                    self._changed.notify_all()
                if callable(script):
                    script(connection)
                else:
                    connection.sendall(script)
                    if b"connection: close" in script.lower():
                        connection.shutdown(socket.SHUT_WR)
                        while connection.recv(65_536):
                            pass
                        break

    def _count(self, by: int) -> None:
        with self._changed:
            self.open += by
            self.accepted += max(by, 0)
            self._changed.notify_all()

    @staticmethod
    def _request(connection: socket.socket) -> tuple[str, bytes] | None:
        data = b""
        while b"\r\n\r\n" not in data:
            got = connection.recv(65_536)
            if not got:
                return None
            data += got
        head, _, body = data.partition(b"\r\n\r\n")
        length = next(
            (
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            ),
            0,
        )
        while len(body) < length:
            if not (got := connection.recv(65_536)):
                return None  # it went away in the middle, and would be asked for more for ever
            body += got
        return head.decode("latin-1"), body


def stop_listening(listener: socket.socket) -> None:
    """Close a listener, and end the thread that waits for its next connection."""
    with suppress(OSError):  # where a listener cannot be shut down, closing it wakes the thread
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def answer(
    body: bytes | str | dict[str, Any],
    kind: str = "application/json",
    *,
    status: str = "200 OK",
    headers: tuple[str, ...] = (),
) -> bytes:
    """Return a whole answer as bytes: its body as it is, or as JSON where it is a dictionary."""
    if isinstance(body, dict):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode("utf-8", "surrogatepass")  # as a careless server would
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", "connection: close", *headers]
    if kind:
        lines.append(f"content-type: {kind}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def events(body: bytes | str, kind: str = "text/event-stream", **options: Any) -> bytes:
    """Return a stream that is sent at once."""
    return answer(body, kind, **options)


BASE = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "electron"}


def chunk(delta: Any = ..., finish: Any = None, **more: Any) -> dict[str, Any]:
    """Return a sound chunk with one choice."""
    choice = {"index": 0, "delta": {} if delta is ... else delta, "finish_reason": finish}
    return {**BASE, "choices": [choice], **more}


def event(value: Any) -> str:
    """Return an event in its usual form."""
    return f"data: {value if isinstance(value, str) else json.dumps(value)}\n\n"


def whole(message: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a sound plain answer."""
    said = {"role": "assistant", "content": "Hello world", **(message or {})}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "electron",
        "choices": [{"index": 0, "message": said, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
        **more,
    }


ROLE = chunk({"role": "assistant", "content": ""})
HELLO, WORLD = chunk({"content": "Hello "}), chunk({"content": "world"})
STOP = chunk({}, "stop")
USAGE = {
    **BASE,
    "choices": [],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
}
DONE = "[DONE]"


def stream(*values: Any) -> str:
    """Return these events in their usual form."""
    return "".join(event(value) for value in values)


SOUND = stream(ROLE, HELLO, WORLD, STOP, USAGE, DONE)


def running() -> Iterator[Wire]:
    """Start one, and stop it afterwards."""
    wire = Wire()
    yield wire
    wire.stop()
