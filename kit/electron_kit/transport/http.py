"""The transports themselves: what an `httpx2` client, and so the SDK, sends through."""

from __future__ import annotations

import asyncio
import hashlib
import os
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock
from typing import Any

import httpx2
from openai import DefaultAsyncHttpxClient, DefaultHttpxClient

from ..providers import Account, ConfigurationError
from ..record import CallRecord
from . import forked, local_endpoints
from .breaker import Breaker
from .budget import Limits
from .deadline import bounded
from .effects import drive, drive_async
from .failover import Way
from .key_guard import Guard
from .lanes import Lane
from .pacing import Pacer
from .plans import plan_of
from .policy import Policy
from .proxies import proxy_for
from .streams import AsyncEvents, Events

# The SDK's own: as many connections as there are requests on their way.
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)


class KitTransport(httpx2.BaseTransport):
    """Guards, paces, fails over and checks what a synchronous client sends.

    Args:
        accounts: The providers in order, each with its URL and key.
        policy: How to pace, retry, route and time.
        routed: Whether requests are rewritten for the provider they go to. By
            default they are if there are several.
        on_call: Called with the record of every call when it is over.
        inner: What sends the requests; by default one `httpx2.HTTPTransport` for
            each proxy that the environment names.
    """

    def __init__(
        self,
        accounts: Sequence[Account],
        policy: Policy,
        *,
        routed: bool | None = None,
        on_call: Callable[[CallRecord], None] | None = None,
        inner: httpx2.BaseTransport | None = None,
    ) -> None:
        self._inner = _Inner(httpx2.HTTPTransport, inner)
        self._way = _way(accounts, policy, self._inner, Events, routed, on_call)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and return an answer that is whole or whose events are checked."""
        return drive(self._way.steps(request))

    def close(self) -> None:
        """Close all connections."""
        for transport in self._inner.made:
            transport.close()


class AsyncKitTransport(httpx2.AsyncBaseTransport):
    """Does for an asynchronous client what `KitTransport` does; see there."""

    def __init__(
        self,
        accounts: Sequence[Account],
        policy: Policy,
        *,
        routed: bool | None = None,
        on_call: Callable[[CallRecord], None] | None = None,
        inner: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._inner = _Inner(httpx2.AsyncHTTPTransport, inner)
        self._way = _way(accounts, policy, self._inner, AsyncEvents, routed, on_call)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request, and return an answer that is whole or whose events are checked."""
        return await drive_async(self._way.steps(request))

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._inner.made:
            await transport.aclose()


def _way(  # noqa: PLR0917  (it is what both constructors are given)
    accounts: Sequence[Account],
    policy: Policy,
    inner: _Inner,
    body: Callable[..., Any],
    routed: bool | None,
    on_call: Callable[[CallRecord], None] | None,
) -> Way:
    """Return the way of the calls of a client of either kind."""
    return Way(
        _lanes(accounts, policy, inner),
        policy,
        # One provider gets requests as they are: there is nobody to rewrite them for.
        routed=len(accounts) > 1 if routed is None else routed,
        body=body,
        on_call=on_call,
    )


# What a child has of its parent's connections: never used and never freed, since both would speak.
_ABANDONED: list[Any] = []


class _Inner:
    """Makes the transports that send, one for each proxy."""

    def __init__(self, kind: Callable[..., Any], given: Any) -> None:
        self._kind, self._given = kind, given
        self._by_proxy: dict[str | None, Any] = {}
        self.lanes: list[Lane] = []
        forked.forgets(self)

    def begin_anew(self) -> None:
        """Have connections of one's own, in a process that was forked."""
        if self._given is None:
            _ABANDONED.append(self._by_proxy)
            self._by_proxy = {}
            for lane in self.lanes:
                lane.transport = self.to(lane.account.base_url)
                lane.bounded = bounded(lane.transport)

    @property
    def made(self) -> list[Any]:
        return [self._given] if self._given is not None else list(self._by_proxy.values())

    def to(self, url: str) -> Any:
        if self._given is not None:
            return self._given
        if (here := local_endpoints.find(url)) is not None:
            return here.asynchronous if self._kind is httpx2.AsyncHTTPTransport else here.sync
        proxy = proxy_for(url)
        if proxy not in self._by_proxy:
            try:
                made = self._kind(verify=_tls(), limits=_LIMITS, proxy=proxy)
            except ImportError:
                raise ConfigurationError(
                    "The environment names a SOCKS proxy, which needs: pip install 'httpx2[socks]'."
                ) from None
            self._by_proxy[proxy] = made
        return self._by_proxy[proxy]


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes longer than making the rest of a client.
    return httpx2.create_ssl_context()


class _Known(dict[tuple[str, ...], tuple[Pacer, Breaker]]):
    """Budgets and breakers by account."""

    lock = Lock()

    def begin_anew(self) -> None:
        self.lock = Lock()

    __hash__ = object.__hash__  # type: ignore[assignment]


_KNOWN = _Known()
forked.forgets(_KNOWN)


def _lanes(accounts: Sequence[Account], policy: Policy, inner: _Inner) -> list[Lane]:
    names = [account.provider.name for account in accounts]
    if len(set(names)) < len(names) or not names:
        raise ConfigurationError(f"Providers {names!r}: name at least one, and none twice.")
    lanes = inner.lanes
    for account in accounts:
        pacer, breaker = _known(account, policy)
        transport = inner.to(account.base_url)
        lanes.append(
            Lane(
                account=account,
                guard=Guard(account, accounts),
                limits=Limits(plan_of(account, policy.plan), policy.minute),
                pacer=pacer,
                breaker=breaker,
                transport=transport,
                bounded=bounded(transport),
            )
        )
    return lanes


def _known(account: Account, policy: Policy) -> tuple[Pacer, Breaker]:
    """Return the budget and the breaker of an account: one each in a process.

    Clients come and go, and the provider counts on.
    """
    secret = f"{account.provider.name} {account.base_url} {account.key}"
    name = hashlib.sha256(secret.encode()).hexdigest()[:24]
    storage = policy.storage or os.environ.get("ELECTRON_KIT_STORAGE") or ""
    key = (name, storage, str(policy.breaker_failures), str(policy.breaker_seconds))
    with _KNOWN.lock:
        if key not in _KNOWN:
            same = next((pair[0] for other, pair in _KNOWN.items() if other[:2] == key[:2]), None)
            breaker = Breaker(policy.breaker_failures, policy.breaker_seconds)
            _KNOWN[key] = (same or _pacer(name, storage), breaker)
        return _KNOWN[key]


def _pacer(name: str, storage: str) -> Pacer:
    if not storage:
        return Pacer()
    from .redis_budget import SharedBudget

    return Pacer(lambda on_release: SharedBudget(storage, name, on_release))


def no_jar() -> CookieJar:
    """Return a jar that keeps nothing: a provider's cookies are nobody else's.

    The HTTP client takes all answers for the first provider's, whoever gave them.
    """
    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))


class KitClient(DefaultHttpxClient):
    """The SDK's own HTTP client; like it, it closes its connections when it is dropped."""

    def __del__(self) -> None:
        """Close the connections."""
        with suppress(Exception):
            self.close()


class AsyncKitClient(DefaultAsyncHttpxClient):
    """The SDK's own HTTP client; like it, it closes its connections when it is dropped."""

    def __del__(self) -> None:
        """Close the connections if the event loop is still there."""
        if self.is_closed:
            return
        with suppress(Exception):
            asyncio.get_running_loop().create_task(self._close_if_possible())

    async def _close_if_possible(self) -> None:
        # Connections of a loop that is closed cannot be closed any more, and are gone.
        with suppress(Exception):
            await self.aclose()
