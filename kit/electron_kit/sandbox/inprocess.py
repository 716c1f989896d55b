"""The sandbox without a socket: transports that hand a request to it in this process.

>>> import httpx2
>>> from openai import OpenAI
>>> from electron_kit.sandbox import Sandbox
>>> from electron_kit.sandbox.inprocess import SandboxTransport
>>> sandbox = Sandbox()  # it need not be started
>>> http = httpx2.Client(transport=SandboxTransport(sandbox))
>>> electron = OpenAI(base_url="http://sandbox/waves/v1", api_key="sk_sandbox", http_client=http)
>>> hello = [{"role": "user", "content": "Hello!"}]
>>> electron.chat.completions.create(model="electron", messages=hello).object
'chat.completion'
>>> sandbox.requests.last.status
200

The path of the URL says which endpoint is meant, as on the socket; its host is not looked at.
Answers, headers, faults, waits and the log are those of the socket. What only a connection
has is not there: no bytes that are no HTTP, no connections to count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2

from .answer import Answer
from .inprocess_delivery import Line, Parts
from .request_heads import MAX_BODY, MAX_HEAD, TOO_LARGE, TOO_LONG_A_HEAD, Request

if TYPE_CHECKING:
    from .server import Sandbox


class _Door:
    """What both transports do at once: a request in, the head of an answer out."""

    _reset = ""  # what a client of this kind says of a connection that is reset

    def __init__(self, sandbox: Sandbox) -> None:
        self._app = sandbox._app
        self._open = True

    def hang_up(self) -> None:
        """Answer no further requests."""
        self._open = False

    def _ask(self, request: httpx2.Request, body: bytes) -> tuple[Answer, bool]:
        """Return the answer to a request, and whether a connection would stay open after it."""
        if not self._open:
            raise httpx2.ConnectError("[Errno 111] Connection refused", request=request)
        headers: dict[str, str] = {}
        size = len(request.url.raw_path)
        for raw_name, raw_value in request.headers.raw:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
            size += len(raw_name) + len(raw_value)
        path = request.url.raw_path.partition(b"?")[0].decode("latin-1")
        if size > MAX_HEAD:
            return self._app.refuse(path, *TOO_LONG_A_HEAD), False
        if len(body) > MAX_BODY:
            return self._app.refuse(path, *TOO_LARGE), False
        keep = headers.get("connection", "").lower() != "close"
        return self._app.handle(Request(request.method, path, headers, body, keep)), keep

    def _response(self, request: httpx2.Request, line: Line, keep: bool) -> httpx2.Response:
        """Return the head of an answer, with its body to come."""
        answer = line.answer
        if not answer.status:
            line.end(gone=False)
            raise httpx2.ReadError(self._reset, request=request)
        keep = keep and (answer.cut is None or answer.clean)
        length = None if answer.stream else len(answer.body)
        return httpx2.Response(
            answer.status,
            headers=answer.head(keep=keep, length=length),
            stream=Parts(line, with_body=request.method != "HEAD"),
            extensions={
                "http_version": b"HTTP/1.1",
                "reason_phrase": answer.reason.encode("ascii"),
                "network_stream": line,
            },
        )


class SandboxTransport(_Door, httpx2.BaseTransport):
    """Hands the requests of a synchronous client to a sandbox in this process.

    Args:
        sandbox: The sandbox; it need not be started.
    """

    _reset = "[Errno 104] Connection reset by peer"

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the sandbox's answer, at its pace.

        Raises:
            httpx2.ConnectError: The transport is closed, or the sandbox was stopped.
            httpx2.ReadError: The sandbox resets the connection.
            httpx2.ReadTimeout: The answer takes longer than the client waits.
        """
        answer, keep = self._ask(request, request.read())
        line = Line(answer, _patience(request))
        try:
            if answer.later is not None:
                line.answer = answer = _in_a_thread(answer.later)
            line.sleep(line.due_of_head)
        except BaseException:
            line.end(gone=True)
            raise
        return self._response(request, line, keep)

    def close(self) -> None:
        """Answer no further requests."""
        self.hang_up()


class AsyncSandboxTransport(_Door, httpx2.AsyncBaseTransport):
    """Hands the requests of an asynchronous client to a sandbox; see `SandboxTransport`.

    Args:
        sandbox: The sandbox; it need not be started.
    """

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the sandbox's answer, at its pace.

        Raises:
            httpx2.ConnectError: The transport is closed, or the sandbox was stopped.
            httpx2.ReadError: The sandbox resets the connection.
            httpx2.ReadTimeout: The answer takes longer than the client waits.
        """
        answer, keep = self._ask(request, await request.aread())
        line = Line(answer, _patience(request))
        try:
            if answer.later is not None:
                line.answer = await answer.later()
            await line.asleep(line.due_of_head)
        except BaseException:
            line.end(gone=True)
            raise
        return self._response(request, line, keep)

    async def aclose(self) -> None:
        """Answer no further requests."""
        self.hang_up()


def _patience(request: httpx2.Request) -> Callable[[], float]:
    """Return what tells how many seconds the client waits for the next bytes."""
    timeouts: dict[str, Any] = request.extensions.get("timeout", {})

    def seconds() -> float:
        read = timeouts.get("read")
        return float("inf") if read is None else float(read)

    return seconds


def _in_a_thread(later: Callable[[], Any]) -> Answer:
    """Wait for an answer whose way here is asynchronous, whatever loop this thread runs."""
    with ThreadPoolExecutor(1) as pool:
        answer: Answer = pool.submit(asyncio.run, later()).result()
    return answer
