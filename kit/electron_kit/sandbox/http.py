"""HTTP/1.1 on a socket: bytes to requests, answers to bytes, with real faults.

A protocol of its own rather than an ASGI server, for two reasons that were
measured and needed: it answers twice as many requests a second as uvicorn on
the same loop, and a reset, a cut or a half-sent chunk cannot be said in ASGI.
The parsing is llhttp's, through httptools.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import httptools

from . import request_heads
from .answer import Answer, App
from .answer_bytes import LAST_CHUNK, at_once, chunk_of, head_of
from .request_heads import MAX_BODY, MAX_HEAD, TOO_LARGE, TOO_LONG_A_HEAD, Request

# A request that drips holds its connection no longer.
REQUEST_SECONDS = 30.0
_LINGER_SECONDS = 5.0
_UPGRADE = re.compile(rb"\r\n[Uu]pgrade:")
# Requests sent in advance that may wait before no more is read, and answers in one turn of the
# loop: other connections get theirs in between.
_MOST_WAITING = 16
_AT_A_TIME = 32
# The largest share of a body that can be no body: a chunk of one byte takes six.
_FRAME = 8


@dataclass(slots=True)
class _Incoming:
    url: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    body: list[bytes] = field(default_factory=list)
    size: int = 0
    head: int = 0

    @property
    def path(self) -> str:
        """The path, without the query; a proxy's form of it has the host in front."""
        path = self.url.partition(b"?")[0].decode("latin-1")
        if path[:4].lower() == "http" and "://" in path[:8]:
            path = f"/{path.partition('://')[2].partition('/')[2]}"
        return path


class Connection(asyncio.Protocol):
    """One client's connection.

    Requests are parsed as their bytes arrive and answered one after another outside of the
    parser, so that what fails in an answer is never taken for what the client sent. Reading
    stops while too many requests wait or the client does not take its answers.

    Args:
        app: What answers its requests.
        connections: The set that holds every open connection.
    """

    def __init__(self, app: App, connections: set[Connection]) -> None:
        self._app = app
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._transport: Any = None
        self._parser = httptools.HttpRequestParser(self)
        self._incoming = _Incoming()
        self._read: Request | None = None
        self._messages = 0
        self._framed = 0
        self._waiting: deque[Request] = deque()
        self._refusal: tuple[str, int, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._soon = False
        self._reading = False
        self._began = False
        self._paused = False
        self._closing = False
        self._writable = asyncio.Event()
        self._writable.set()

    # -- what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self._stop_timer()
        self._closing = True
        self._waiting.clear()
        self._writable.set()
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        if self._closing or self._refusal is not None:
            return
        whole = not self._reading
        known = request_heads.request_of(data) if whole else None
        if known is not None:
            self._waiting.append(known)
            self._next()
            return
        if whole and b"pgrade:" in data:
            whole = False
            # llhttp gives up the body of a request that offers an upgrade; the offer is ignored.
            head, border, rest = data.partition(b"\r\n\r\n")
            data = _UPGRADE.sub(b"\r\nignored:", head) + border + rest
        self._parse(data)
        if self._refusal is None and self._reading:
            self._measure_frame(len(data))
            if self._timer is None:
                self._timer = self._loop.call_later(REQUEST_SECONDS, self._too_slow)
        elif whole and self._messages == 1 and self._read is not None:
            request_heads.learn(data, self._read)
        self._next()

    def _parse(self, data: bytes) -> None:
        self._read, self._messages, self._began = None, 0, False
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(400, "The sandbox speaks HTTP/1.1 only and does not upgrade")
        except httptools.HttpParserError:
            known = data.startswith(b"PRI * HTTP/2")
            self._refuse(
                400,
                "The sandbox speaks HTTP/1.1 only, not HTTP/2"
                if known
                else "The request is not valid HTTP/1.1",
            )

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()
        if not self._closing:
            self._next()

    # -- what httptools calls

    def on_message_begin(self) -> None:
        self._incoming = _Incoming()
        self._reading = self._began = True
        self._framed = 0

    def on_url(self, url: bytes) -> None:
        self._incoming.url += url
        self._measure_head(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers = self._incoming.headers
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
        self._measure_head(len(name) + len(value))

    def on_headers_complete(self) -> None:
        headers = self._incoming.headers
        length = headers.get("content-length", "0")
        expected = headers.get("expect", "").lower()
        if len(length) > 20 or int(length) > MAX_BODY:
            self._refuse(*TOO_LARGE)
        elif expected and expected != "100-continue":
            self._refuse(417, "The sandbox knows one expectation, 100-continue")
        elif expected and self._parser.get_http_version() != "1.0" and self._idle:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        incoming = self._incoming
        incoming.size += len(body)
        if incoming.size > MAX_BODY:
            incoming.body.clear()
            self._refuse(*TOO_LARGE)
        else:
            incoming.body.append(body)

    def on_message_complete(self) -> None:
        self._reading = False
        self._stop_timer()
        incoming = self._incoming
        chunked = self._parser.get_http_version() != "1.0"
        host = incoming.headers.get("host")
        if (chunked and host is None) or (host is not None and ", " in host):
            self._refuse(400, "The request has not one Host header, as HTTP/1.1 requires")
        if self._refusal is not None:
            return
        self._messages += 1
        self._read = Request(
            self._parser.get_method().decode("ascii"),
            incoming.path,
            incoming.headers,
            b"".join(incoming.body),
            self._parser.should_keep_alive(),
            chunked,
        )
        self._waiting.append(self._read)

    # -- requests that are none

    def _measure_head(self, size: int) -> None:
        self._incoming.head += size
        if self._incoming.head > MAX_HEAD:
            self._refuse(*TOO_LONG_A_HEAD)

    def _measure_frame(self, size: int) -> None:
        """Count what a message takes besides its body, also where the parser tells of nothing."""
        self._framed += 0 if self._began else size
        if self._framed > MAX_HEAD + _FRAME * self._incoming.size:
            self._refuse(*TOO_LONG_A_HEAD)

    def _too_slow(self) -> None:
        self._refuse(408, "The request did not arrive in time")
        self._next()

    def _refuse(self, status: int, message: str) -> None:
        """Read no more, and say why when what came before has been answered."""
        if self._refusal is None:
            self._refusal = (self._incoming.path, status, message)

    def _send_refusal(self, path: str, status: int, message: str) -> None:
        if self._transport.is_closing():
            return
        self._closing = True
        self._stop_timer()
        answer = self._app.refuse(path, status, message)
        self._transport.write(head_of(answer, keep=False, length=len(answer.body)) + answer.body)
        if self._transport.can_write_eof():
            self._transport.write_eof()
        # A client that has sent all of it before it reads gets its answer too:
        # what follows is read and thrown away for a while.
        self._flow(open_=True)
        self._timer = self._loop.call_later(_LINGER_SECONDS, self._transport.close)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- answers

    @property
    def _idle(self) -> bool:
        return self._task is None and not self._waiting

    def _next(self) -> None:
        """Answer what waits, in order; a long queue in turns, so that others get theirs."""
        left = _AT_A_TIME
        while self._waiting and self._task is None and not self._closing:
            if not self._writable.is_set():
                break
            if not left:
                self._later()
                break
            left -= 1
            self._answer(self._waiting.popleft())
        if self._closing:
            return
        if self._refusal is not None and self._idle:
            self._send_refusal(*self._refusal)
        elif self._paused or len(self._waiting) > _MOST_WAITING:
            self._flow(open_=len(self._waiting) <= _MOST_WAITING and self._writable.is_set())
        elif not self._writable.is_set() and self._task is None:
            self._flow(open_=False)

    def _later(self) -> None:
        if not self._soon:
            self._soon = True
            self._loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._soon = False
        if not self._closing:
            self._next()

    def _flow(self, *, open_: bool) -> None:
        if open_ is not self._paused or self._transport.is_closing():
            return
        self._paused = not open_
        if open_:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    def _answer(self, request: Request) -> None:
        answer = self._app.handle(request)
        if answer.at_once:
            self._send_at_once(answer, request)
            return
        self._task = self._loop.create_task(self._send_slowly(answer, request))
        self._task.add_done_callback(self._after_slow)

    def _after_slow(self, task: asyncio.Task[None]) -> None:
        self._task = None
        if not task.cancelled():
            task.result()
        if not self._closing:
            self._next()

    def _send_at_once(self, answer: Answer, request: Request) -> None:
        parts, keep = at_once(answer, request)
        if len(parts) == 1:
            self._transport.write(parts[0])
        else:
            self._transport.writelines(parts)
        if answer.on_end is not None:
            answer.on_end(False)
        if not keep:
            self._finish()

    async def _send_slowly(self, answer: Answer, request: Request) -> None:
        keep, chunked = request.keep, request.chunked
        finished = False
        on_end = answer.on_end
        try:
            if answer.later is not None:
                answer = await answer.later()
            await asyncio.sleep(answer.first_byte)
            if not answer.status:
                self._reset()
                finished = True
            elif not answer.stream:
                await asyncio.sleep(answer.interval)
                head = head_of(answer, keep=keep, length=len(answer.body), chunked=chunked)
                self._transport.write(head + answer.body if request.method != "HEAD" else head)
                finished = True
            else:
                keep = keep and chunked and (answer.cut is None or answer.clean)
                self._transport.write(head_of(answer, keep=keep, length=None if chunked else -1))
                finished = await self._send_events(answer, chunked)
                if chunked and finished and (answer.cut is None or answer.clean):
                    self._transport.write(LAST_CHUNK)
        finally:
            if on_end is not None:
                on_end(not finished)
        if not keep:
            self._finish()

    async def _send_events(self, answer: Answer, chunked: bool) -> bool:
        """Send the events of a stream at their pace, and say whether the client stayed."""
        start = self._loop.time()
        for due, event in answer.pieces():
            if due:
                # From the start, not from the last event: delays don't add up.
                await asyncio.sleep(max(0.0, start + due - self._loop.time()))
            elif answer.apart:
                # What was written goes out before the loop comes back.
                await asyncio.sleep(0)
            await self._writable.wait()
            if self._closing:
                return False
            self._transport.write(chunk_of(event) if chunked else event)
        return True

    def _finish(self) -> None:
        self._closing = True
        self._transport.close()

    def _reset(self) -> None:
        """End the connection by a reset, as a crashed peer does, and not by a proper close."""
        self._closing = True
        sock = self._transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def abort(self) -> None:
        """Drop the connection at once."""
        if self._transport is not None:
            self._transport.abort()
