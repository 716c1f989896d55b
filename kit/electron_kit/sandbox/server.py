"""The sandbox as an object: both endpoints at a loopback port, by a thread or in process."""

from __future__ import annotations

import asyncio
import itertools
import os
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from electron_kit.contract import AS_OF, PLANS, day_of
from electron_kit.installation import how_to_add
from electron_kit.providers import Account, ConfigurationError

from .dialects import ELECTRON_DIALECT, OPENAI_DIALECT
from .faults import Fault
from .recordings import Recordings, live_accounts

LOOPBACK = "127.0.0.1"
_FILLERS = ("prompt", "always", "never")
# So long a thread may take to listen on a machine that is busy.
_START_SECONDS = 10.0
_HAS_SOCKETS = sys.platform not in {"emscripten", "wasi"}  # nor threads, where it has none
_PORTS = itertools.count(49_152)
"""Ports that sandboxes in process have in their URLs: nothing listens there."""


class Sandbox:
    """Both endpoints on a socket of this machine, in a thread of its own; or in process.

    Args:
        port: The port; 0 takes a free one.
        plan: ``"standard"``, ``"enterprise"`` or ``"unlimited"``: Electron's limits for each key.
        lenient: Accept what Electron's contract is silent about and the sandbox refuses.
        ttft: Milliseconds before the first byte of an answer.
        tps: Tokens a second after it; None for at once.
        faults: Faults for the requests to come, such as ``"status=503"``; see `faults`.
        filler: ``"prompt"``, ``"always"`` or ``"never"``: text beside Electron's tool calls.
        replies: A file with scripted replies; see `script`.
        record: A file to append the answers of the live endpoints to; see `recordings`.
        replay: A file to answer from instead.
        upstream: The accounts to record from; those of the environment by default.
        host: The address to listen on. Anything but loopback lets others in.
        minute: Seconds in a minute of the plan; shorter ones make tests of pacing short.
        repeatable: Give equal requests equal ids, and every answer the same time, as where outputs
            are compared. Otherwise ids are unique and the time is the clock's.
        as_of: The day that decides which of OpenAI's models have ended, as a date or as
            ``"2027-01-14"``. It is the contract's day by default, never this machine's.
        in_process: Answer in this process, without a socket or a thread: the kit's clients reach
            it by its URL, others through `inprocess.SandboxTransport`. By default only
            where there are no sockets, as in a browser.

    Attributes:
        in_process: Whether it does.
        requests: The log of requests; see `RequestLog`.
        faults: The faults to come; ``faults.add("status=503")`` appends one.
        replies: The scripted replies; ``replies.add("refund", "Five days.")`` appends one.

    Raises:
        ConfigurationError: One of them cannot be used.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        plan: str = "unlimited",
        lenient: bool = False,
        ttft: float = 0.0,
        tps: float | None = None,
        faults: Iterable[str | Fault] = (),
        filler: str = "prompt",
        replies: str | Path | None = None,
        record: str | Path | None = None,
        replay: str | Path | None = None,
        upstream: Iterable[Account] | None = None,
        host: str = LOOPBACK,
        minute: float = 60.0,
        repeatable: bool = False,
        as_of: date | str = AS_OF,
        in_process: bool = not _HAS_SOCKETS,
    ) -> None:
        from .app import SandboxApp
        from .chat import Settings

        _check(port, plan, ttft, tps, filler)
        if not 0 < minute <= 60:
            raise ConfigurationError(f"minute {minute:g} is not above 0 and at most 60 seconds.")
        recordings, accounts = _recordings(record, replay, upstream)
        settings = Settings(
            plan, lenient, ttft / 1_000, tps, filler, minute, _day(as_of), repeatable
        )
        self._app = SandboxApp(settings, recordings, accounts)
        self.requests = self._app.log
        self.faults = self._app.faults
        self.replies = self._app.replies
        for fault in faults:
            self.faults.add(fault)
        if replies is not None:
            self.replies.load(replies)
        self.in_process = in_process
        self._host = host
        self._port = port
        self._stop_here: Callable[[], None] | None = None
        self._own_port: int | None = None
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def port(self) -> int:
        """The port that it listens on.

        Raises:
            RuntimeError: It is not running.
        """
        if self._own_port is not None:
            return self._own_port
        if self._socket is None:
            raise RuntimeError("The sandbox is not running. Call start(), or use it in a with.")
        return int(self._socket.getsockname()[1])

    @property
    def electron_url(self) -> str:
        """The base URL to use in place of Electron's."""
        return f"http://{_shown(self._host)}:{self.port}{ELECTRON_DIALECT.prefix}"

    @property
    def openai_url(self) -> str:
        """The base URL to use in place of OpenAI's."""
        return f"http://{_shown(self._host)}:{self.port}{OPENAI_DIALECT.prefix}"

    def start(self) -> Self:
        """Start to serve, and return when requests are accepted.

        Raises:
            ConfigurationError: The port is in use or may not be used.
            RuntimeError: It is running already.
        """
        if self._running:
            raise RuntimeError("The sandbox is running already.")
        if self.in_process:
            self._own_port, self._stop_here = _register(self, self._host, self._port)
            return self
        self._socket = _listen(self._host, self._port)
        ready = threading.Event()
        # Not a daemon by accident: a program that forgets to stop it can still end.
        self._thread = threading.Thread(
            target=_new_loop_run, args=(self._serve, ready.set), name="sandbox", daemon=True
        )
        self._thread.start()
        ready.wait(_START_SECONDS)
        return self

    def stop(self) -> None:
        """Stop to serve: no thread, no socket and no connection is left. Twice does no harm."""
        if self._stop_here is not None:
            self._stop_here()
        self._own_port = self._stop_here = None
        if self._thread is not None and self._loop is not None and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join()
        self._thread = self._loop = self._stopping = self._socket = None

    def run(self, until: Callable[[asyncio.Event], None], ready: Callable[[], None]) -> None:
        """Serve in this thread until told to stop; for the command line.

        Args:
            until: Called in the event loop with the event that stops it.
            ready: Called when requests are accepted.

        Raises:
            ConfigurationError: The port is in use or may not be used.
        """
        self._socket = _listen(self._host, self._port)

        def started() -> None:
            assert self._stopping is not None  # noqa: S101  (set before this is called)
            until(self._stopping)
            ready()

        try:
            _new_loop_run(self._serve, started)
        finally:
            self._loop = self._stopping = self._socket = None

    def clear(self) -> None:
        """Forget everything: requests, cached prompts, minutes used, faults and replies to come."""
        self._app.clear()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return "<Sandbox running>" if self._running else "<Sandbox stopped>"

    @property
    def _running(self) -> bool:
        return self._socket is not None or self._own_port is not None

    async def _serve(self, ready: Callable[[], object]) -> None:
        from .http import Connection

        assert self._socket is not None  # noqa: S101  (the caller has made it)
        connections: set[Connection] = set()
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        server = await self._loop.create_server(
            lambda: Connection(self._app, connections), sock=self._socket
        )
        ready()
        try:
            await self._stopping.wait()
        finally:
            server.close()
            for connection in list(connections):
                connection.abort()
            await server.wait_closed()
            # Connections are gone when the loop has told them so.
            while connections:
                await asyncio.sleep(0)


def _new_loop_run(
    serve: Callable[[Callable[[], object]], Coroutine[Any, Any, None]],
    ready: Callable[[], object],
) -> None:
    """Run the server on uvloop where it is installed: twice as many requests a second."""
    factory: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    try:
        import uvloop

        factory = uvloop.new_event_loop
    except ImportError:
        pass
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(serve(ready))


def _day(as_of: date | str) -> date:
    try:
        return day_of(as_of)
    except ValueError as error:
        raise ConfigurationError(str(error)) from None


def _check(port: int, plan: str, ttft: float, tps: float | None, filler: str) -> None:
    if plan not in PLANS:
        raise ConfigurationError(f"Unknown plan {plan!r}. Choose one of {', '.join(PLANS)}.")
    if filler not in _FILLERS:
        raise ConfigurationError(f"Unknown filler {filler!r}. Choose one of {', '.join(_FILLERS)}.")
    if not 0 <= port <= 65_535:
        raise ConfigurationError(f"Port {port} is not between 0 and 65535.")
    if not 0 <= ttft <= 60_000:
        raise ConfigurationError(f"ttft {ttft:g} is not between 0 and 60000 milliseconds.")
    if tps is not None and not 0 < tps <= 1_000_000:
        raise ConfigurationError(f"tps {tps:g} is not above 0 and at most 1000000.")


def _recordings(
    record: str | Path | None, replay: str | Path | None, upstream: Iterable[Account] | None
) -> tuple[Recordings | None, dict[str, Account]]:
    if record is not None and replay is not None:
        raise ConfigurationError("record and replay exclude each other: give one of them.")
    if replay is not None:
        return Recordings(replay), {}
    if record is None:
        return None, {}
    accounts = live_accounts(os.environ) if upstream is None else upstream
    return Recordings(record, write=True), {one.provider.name: one for one in accounts}


def _register(sandbox: Sandbox, host: str, port: int) -> tuple[int, Callable[[], None]]:
    """Let the kit's clients reach a sandbox, and return its port and what ends that."""
    from electron_kit.transport import local_endpoints

    from .inprocess import AsyncSandboxTransport, SandboxTransport

    plain, asynchronous = SandboxTransport(sandbox), AsyncSandboxTransport(sandbox)
    shown, own = _shown(host).strip("[]"), port or next(_PORTS)
    if not local_endpoints.register(shown, own, local_endpoints.Local(plain, asynchronous)):
        raise ConfigurationError(
            f"Cannot answer at {host} port {own}: another sandbox of this process does. "
            "Stop it, or choose another port; 0 takes a free one."
        )

    def stop() -> None:
        local_endpoints.unregister(shown, own)
        for transport in (plain, asynchronous):
            transport.hang_up()

    return own, stop


def _listen(host: str, port: int) -> socket.socket:
    if find_spec("httptools") is None:
        raise ConfigurationError(
            f"The sandbox listens by a library that is not installed: {how_to_add('sandbox')}"
        )
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. "
            "Stop what uses that port, or choose another one; 0 takes a free one."
        ) from None
    listening.setblocking(False)
    return listening


def _shown(host: str) -> str:
    if host in {"0.0.0.0", "::"}:  # noqa: S104  (only shown, never bound, here)
        return LOOPBACK
    return f"[{host}]" if ":" in host else host
