"""A way to the real endpoints that keeps to the plan and keeps the keys: for lessons run live.

A lesson sends as fast as its cells run, with the key from its environment. Here it gets the
sandbox's key and this address; the real keys stay in this process, and requests wait until the
plan allows them.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2

from ..contract import UNLIMITED, Plan
from ..providers import ELECTRON, OPENAI, Account, Provider
from ..sandbox import Sandbox
from ..transport.budget import Limits
from ..transport.pacing import Pacer
from .mode import LIVE_VARIABLE, MODE_VARIABLE, PLAN_VARIABLE, SDK_EXTRAS

FAULT = "x-sandbox-fault"
LONGEST_WAIT = 3600.0
_TIMEOUT = httpx2.Timeout(300.0, connect=15.0)
_HOP = {
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "host",
    "keep-alive",
    "server",
    "transfer-encoding",
}


class PacingProxy:
    """Forwards what lessons send: to real accounts at their pace, the rest to a sandbox.

    A request that asks the sandbox for a fault goes to a sandbox: no real service fails on
    demand. So does all of a provider that no account is given for.

    Args:
        accounts: The accounts that really answer.
        plan: Whose limits Electron's account has.
        minute: Seconds in a minute; only a sandbox has shorter ones.
    """

    def __init__(self, accounts: list[Account], plan: Plan, minute: float = 60.0) -> None:
        self.accounts = {account.provider.name: account for account in accounts}
        self.forwarded = dict.fromkeys([*self.accounts, "sandbox"], 0)
        self.limits = {
            ELECTRON.name: Limits(plan, minute),
            OPENAI.name: Limits(UNLIMITED),
        }
        self.pacers = {name: Pacer() for name in self.accounts}
        self.sandbox = Sandbox()
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.http: httpx2.Client | None = None

    def __enter__(self) -> Self:
        """Start to forward."""
        self.sandbox.start()
        self.http = httpx2.Client(timeout=_TIMEOUT, trust_env=True)
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop to forward."""
        assert self._server is not None  # noqa: S101  (it was entered)
        assert self.http is not None  # noqa: S101
        self._server.shutdown()
        self._server.server_close()
        self.http.close()
        self.sandbox.stop()

    def url_of(self, provider: Provider) -> str:
        """Return the base URL to use in place of a provider's own."""
        assert self._server is not None  # noqa: S101  (it was entered)
        return f"http://127.0.0.1:{self._server.server_port}{urlsplit(provider.base_url).path}"

    def prepare(self, env: MutableMapping[str, str]) -> None:
        """Point an environment at this proxy, and leave no real key in it."""
        for provider in (ELECTRON, OPENAI):
            env[provider.base_url_variable] = self.url_of(provider)
            env[provider.key_variable] = provider.sandbox_key
        for name in SDK_EXTRAS:
            env.pop(name, None)
        direct = [host for host in env.get("NO_PROXY", "").split(",") if host]
        env["NO_PROXY"] = ",".join(dict.fromkeys([*direct, "127.0.0.1", "localhost"]))
        env[MODE_VARIABLE] = "live"
        env[LIVE_VARIABLE] = ",".join(self.accounts)
        env[PLAN_VARIABLE] = self.limits[ELECTRON.name].plan.name

    @contextmanager
    def sent(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> Iterator[httpx2.Response]:
        """Send a request on and yield the answer, whose body is still to be read.

        Args:
            method: The HTTP method.
            path: The whole path, which says whose endpoint it is.
            headers: The headers, with names in lower case.
            body: The body.
        """
        assert self.http is not None  # noqa: S101  (it was entered)
        provider = _provider_of(path)
        account = self.accounts.get(provider.name)
        if account is None or FAULT in headers:
            stand_in = {
                ELECTRON.name: self.sandbox.electron_url,
                OPENAI.name: self.sandbox.openai_url,
            }
            account = Account(provider, stand_in[provider.name], provider.sandbox_key)
            name, slot = "sandbox", None
        else:
            name = provider.name
            slot = self.pacers[name].acquire(self.limits[name], LONGEST_WAIT)
        with self._lock:
            self.forwarded[name] += 1
        url = account.base_url + path.removeprefix(urlsplit(provider.base_url).path)
        try:
            with self.http.stream(
                method, url, headers=_with_key(headers, account), content=body
            ) as response:
                if slot is not None:
                    slot.answered()
                yield response
        finally:
            if slot is not None:
                slot.release()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Five by default: of more calls at once, those that nobody has taken yet would be reset.
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that a lesson has dropped; that is the lesson's affair."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _provider_of(path: str) -> Provider:
    prefix = urlsplit(ELECTRON.base_url).path
    return ELECTRON if path.startswith(f"{prefix}/") else OPENAI


def _with_key(headers: Mapping[str, str], account: Account) -> dict[str, str]:
    """Return the headers to send on: the sandbox's key becomes the account's, others stay."""
    kept = {name: value for name, value in headers.items() if name not in _HOP}
    if headers.get("authorization") == f"Bearer {account.provider.sandbox_key}":
        kept["authorization"] = f"Bearer {account.key}"
        kept.update((name.lower(), value) for name, value in account.headers)
    return {**kept, "accept-encoding": "identity"}


def _handler(proxy: PacingProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Else the first piece waits, up to 40 ms, until the lesson has acknowledged the headers.
        disable_nagle_algorithm = True

        def _forward(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            begun = False
            try:
                with proxy.sent(self.command, self.path, headers, body) as response:
                    self.send_response(response.status_code)
                    for name, value in response.headers.items():
                        if name.lower() not in _HOP:
                            self.send_header(name, value)
                    self.send_header("transfer-encoding", "chunked")
                    self.end_headers()
                    begun = True
                    for piece in response.iter_raw():
                        self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                    self.wfile.write(b"0\r\n\r\n")
            except httpx2.HTTPError as error:
                # An answer that was cut off above is cut off below.
                self.close_connection = True
                if not begun and isinstance(error, httpx2.ConnectError):
                    self.send_error(502, "The endpoint cannot be reached")
            except OSError:
                self.close_connection = True  # the lesson has gone away

        do_GET = do_POST = do_DELETE = _forward  # noqa: N815  (the base class's names)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
