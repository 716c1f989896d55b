"""A deadline that holds for each read of a socket, whatever drips through it.

A timeout of HTTP's begins anew with every read, so who sends a byte now and then is waited for
without end. Here the sockets themselves know until when the call may wait: before an answer's
head, in its body and in its first event. A thread and a task each have their own.
"""

from __future__ import annotations

import os
import time
import weakref
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

import httpcore2

from . import forked

UNTIL: ContextVar[float | None] = ContextVar("electron_kit_until", default=None)
"""Until when this thread or task may wait, on the clock of `time.perf_counter`."""
# So many bytes go out before the deadline is looked at again.
_PIECE = 256 * 1024

_OPEN: weakref.WeakSet[SyncStream] = weakref.WeakSet()


class _Inherited:
    """Closes a child's copies of its parent's connections, without a word to the server."""

    def begin_anew(self) -> None:
        for stream in list(_OPEN):
            with suppress(Exception):
                os.close(stream.get_extra_info("socket").detach())
        _OPEN.clear()


_inherited = _Inherited()
forked.forgets(_inherited)


class until:  # noqa: N801  (a context manager)
    """Let no read within wait longer.

    Args:
        moment: Until when, on the clock of `time.perf_counter`.
    """

    __slots__ = ("_moment", "_token")

    def __init__(self, moment: float) -> None:
        self._moment = moment

    def __enter__(self) -> None:
        self._token = UNTIL.set(self._moment)

    def __exit__(self, *exc: object) -> None:
        # A task that is dropped is ended in another context, where there is nothing to undo.
        try:  # noqa: SIM105  (every call comes by here, and this is quicker)
            UNTIL.reset(self._token)
        except ValueError:
            pass


def bounded(transport: Any) -> bool:
    """Make a transport's sockets keep to `until`; say whether that can be done.

    Args:
        transport: An `httpx2.HTTPTransport` or `AsyncHTTPTransport`, or something else.
    """
    pool: Any = getattr(transport, "_pool", None)
    backend = getattr(pool, "_network_backend", None)
    if isinstance(backend, SyncBackend | AsyncBackend):
        return True
    if isinstance(backend, httpcore2.NetworkBackend):
        pool._network_backend = SyncBackend(backend)
    elif isinstance(backend, httpcore2.AsyncNetworkBackend):
        pool._network_backend = AsyncBackend(backend)
    else:
        return False
    return True


def _clipped(timeout: float | None, error: type[Exception]) -> float | None:
    moment = UNTIL.get()
    if moment is None:
        return timeout
    left = moment - time.perf_counter()
    if left <= 0:
        raise error("the deadline has passed")
    return left if timeout is None or left < timeout else timeout


class _Head:
    """Holds a request's head back until its body is there, so that both leave as one.

    That is a system call less here, and the server is woken once. What comes after a head is
    always another write, an empty one where there is no body, and before an answer always a read.
    """

    _head = b""

    def _ready(self, buffer: bytes) -> bytes:
        """Return what is to be written now."""
        if self._head:
            buffer, self._head = self._head + buffer, b""
        elif buffer[:5] == b"POST " and buffer[-4:] == b"\r\n\r\n":
            self._head, buffer = buffer, b""
        return buffer


class SyncStream(_Head, httpcore2.NetworkStream):
    """A connection of a thread."""

    def __init__(self, inner: httpcore2.NetworkStream) -> None:
        self._inner = inner
        _OPEN.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, within the deadline."""
        if self._head:
            self.write(b"", timeout)
        if UNTIL.get() is not None:  # every event of a stream comes by here
            timeout = _clipped(timeout, httpcore2.ReadTimeout)
        return self._inner.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it, within the deadline; a head waits for what follows it."""
        buffer = self._ready(buffer)
        if len(buffer) <= _PIECE:
            if buffer:
                self._inner.write(buffer, _clipped(timeout, httpcore2.WriteTimeout))
            return
        for at in range(0, len(buffer), _PIECE):
            left = _clipped(timeout, httpcore2.WriteTimeout)
            self._inner.write(buffer[at : at + _PIECE], left)

    def close(self) -> None:
        """Close it."""
        _OPEN.discard(self)
        self._inner.close()

    def start_tls(self, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        """Begin TLS, within the deadline."""
        options["timeout"] = _clipped(options.get("timeout"), httpcore2.ConnectTimeout)
        return SyncStream(self._inner.start_tls(*args, **options))

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection is made of."""
        return self._inner.get_extra_info(info)


class SyncBackend(httpcore2.NetworkBackend):
    """Makes connections of threads."""

    def __init__(self, inner: httpcore2.NetworkBackend) -> None:
        self._inner = inner

    def connect_tcp(self, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        """Connect to a host, within the deadline."""
        options["timeout"] = _clipped(options.get("timeout"), httpcore2.ConnectTimeout)
        return SyncStream(self._inner.connect_tcp(*args, **options))

    def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        """Connect to a socket of this machine."""
        return SyncStream(self._inner.connect_unix_socket(*args, **options))

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


class AsyncStream(_Head, httpcore2.AsyncNetworkStream):
    """A connection of an event loop."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there, within the deadline."""
        if self._head:
            await self.write(b"", timeout)
        if UNTIL.get() is not None:
            timeout = _clipped(timeout, httpcore2.ReadTimeout)
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it, within the deadline; a head waits for what follows it."""
        buffer = self._ready(buffer)
        if buffer:
            await self._inner.write(buffer, _clipped(timeout, httpcore2.WriteTimeout))

    async def aclose(self) -> None:
        """Close it."""
        await self._inner.aclose()

    async def start_tls(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        """Begin TLS, within the deadline."""
        options["timeout"] = _clipped(options.get("timeout"), httpcore2.ConnectTimeout)
        return AsyncStream(await self._inner.start_tls(*args, **options))

    def get_extra_info(self, info: str) -> Any:
        """Tell what the connection is made of."""
        return self._inner.get_extra_info(info)


class AsyncBackend(httpcore2.AsyncNetworkBackend):
    """Makes connections of event loops."""

    def __init__(self, inner: httpcore2.AsyncNetworkBackend) -> None:
        self._inner = inner

    async def connect_tcp(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        """Connect to a host, within the deadline."""
        options["timeout"] = _clipped(options.get("timeout"), httpcore2.ConnectTimeout)
        return AsyncStream(await self._inner.connect_tcp(*args, **options))

    async def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        """Connect to a socket of this machine."""
        return AsyncStream(await self._inner.connect_unix_socket(*args, **options))

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)
