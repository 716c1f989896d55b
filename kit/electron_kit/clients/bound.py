"""The SDK's clients over the kit's transports: how each is made, what may not go around them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from ..providers import OPENAI, Account, ConfigurationError, Provider
from .accounts import accounts_of, foreign_headers, is_list, with_headers

_SDK = TypeVar("_SDK", bound="OpenAI | AsyncOpenAI")

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI, OpenAI

    from ..transport import CallRecord, Policy


def client(
    providers: str | Provider | Account | Sequence[str | Provider | Account] = "electron",
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    policy: Policy | None = None,
    on_call: Callable[[CallRecord], None] | None = None,
    transport: httpx2.BaseTransport | None = None,
    **options: Any,
) -> OpenAI:
    """Return an `openai.OpenAI` that talks to these providers only.

    One provider gets requests as they are. With several, a request goes to the
    first that can carry it and answers, rewritten for it. Answers say who that
    was, after which attempts, in their headers ``x-electron-kit-…``.

    Args:
        providers: ``"electron"``, ``"openai"``, a `Provider` or an `Account`; or a
            list of them, in the order in which they are asked.
        api_key: The key of the one provider; from its own variable by default.
        base_url: Where to send it, if not to the provider's own endpoint.
        policy: How to pace, retry, route and time; see `Policy`.
        on_call: Called with the `CallRecord` of every call when it is over, in the
            thread or task that ends it.
        transport: What sends the requests in the end, such as an
            `httpx2.HTTPTransport` with certificates of your own.
        options: Anything else that `openai.OpenAI` takes, such as ``timeout`` in
            seconds. ``max_retries`` limits the kit's own retries: the SDK's are off.

    Raises:
        ConfigurationError: A provider is unknown, or its key or URL cannot be used.
    """
    from openai import OpenAI

    accounts, sdk, policy = _prepared(providers, api_key, base_url, policy, options)
    routed = is_list(providers)
    http = _http_client(accounts, policy, on_call, transport, routed=routed)
    return _bound(OpenAI(http_client=http, **sdk))


def async_client(
    providers: str | Provider | Account | Sequence[str | Provider | Account] = "electron",
    *,
    api_key: str | None = None,
    base_url: str | None = None,
    policy: Policy | None = None,
    on_call: Callable[[CallRecord], None] | None = None,
    transport: httpx2.AsyncBaseTransport | None = None,
    **options: Any,
) -> AsyncOpenAI:
    """Return an `openai.AsyncOpenAI` that talks to these providers only; see `client`."""
    from openai import AsyncOpenAI

    accounts, sdk, policy = _prepared(providers, api_key, base_url, policy, options)
    routed = is_list(providers)
    http = _async_http_client(accounts, policy, on_call, transport, routed=routed)
    return _bound(AsyncOpenAI(http_client=http, **sdk))


def http_client(
    providers: str | Provider | Account | Sequence[str | Provider | Account] = "electron",
    *,
    policy: Policy | None = None,
    on_call: Callable[[CallRecord], None] | None = None,
) -> httpx2.Client:
    """Return the HTTP client beneath `client`, for a framework that makes the SDK's client itself.

    The framework has to be given the key and the base URL of the first provider.

    Args:
        providers: As for `client`.
        policy: How to pace, retry, route and time.
        on_call: Called with the `CallRecord` of every call.

    Raises:
        ConfigurationError: A provider is unknown, or its key or URL cannot be used.
    """
    accounts, _, policy = _prepared(providers, None, None, policy, {})
    return _http_client(accounts, policy, on_call, None, routed=is_list(providers))


def async_http_client(
    providers: str | Provider | Account | Sequence[str | Provider | Account] = "electron",
    *,
    policy: Policy | None = None,
    on_call: Callable[[CallRecord], None] | None = None,
) -> httpx2.AsyncClient:
    """Return the HTTP client beneath `async_client`; see `http_client`."""
    accounts, _, policy = _prepared(providers, None, None, policy, {})
    return _async_http_client(accounts, policy, on_call, None, routed=is_list(providers))


def _prepared(
    providers: str | Provider | Account | Sequence[str | Provider | Account],
    api_key: str | None,
    base_url: str | None,
    policy: Policy | None,
    options: dict[str, Any],
) -> tuple[tuple[Account, ...], dict[str, Any], Policy]:
    """Return the accounts, what the SDK's client is made with, and the policy."""
    from ..transport import Policy

    if "http_client" in options:
        raise ConfigurationError(
            "http_client= would go around the kit. Give transport=…, which the kit sends through, "
            "or take electron_kit.http_client() to where an HTTP client is asked for."
        )
    policy = policy or Policy()
    retries = options.pop("max_retries", None)
    if retries is not None:
        # The SDK counts retries, a policy attempts; the smaller number holds.
        policy = replace(policy, attempts=min(policy.attempts, int(retries) + 1))
    accounts = with_headers(accounts_of(providers, api_key, base_url), options)
    named = {account.provider.name: account.provider.model_from() for account in accounts}
    policy = replace(policy, models={**named, **policy.models})
    first = accounts[0]
    headers = options.pop("default_headers", None) or {}
    if all(account.provider.key_variable != OPENAI.key_variable for account in accounts):
        headers = {**foreign_headers(), **headers}
    sdk = {
        "api_key": first.key,
        # Not None, or the SDK takes OPENAI_ADMIN_KEY.
        "admin_api_key": "",
        "base_url": first.base_url,
        "max_retries": 0,
        "default_headers": headers,
        **options,
    }
    return accounts, sdk, policy


def _bound(sdk: _SDK) -> _SDK:
    """Return an SDK's client of which no copy can go around the kit with its key."""
    kind: Any = type(sdk)

    def copy(**options: Any) -> _SDK:
        if options.get("http_client") is not None:
            raise ConfigurationError(
                "http_client= would send this client's key around the kit. Make another client "
                "for another endpoint, or give transport=… to client()."
            )
        made: _SDK = _bound(kind.copy(sdk, **options))
        return made

    for name in ("copy", "with_options"):
        setattr(sdk, name, copy)
    return sdk


def _http_client(
    accounts: tuple[Account, ...],
    policy: Policy,
    on_call: Callable[[CallRecord], None] | None,
    inner: httpx2.BaseTransport | None,
    *,
    routed: bool,
) -> httpx2.Client:
    from ..transport.http import KitClient, KitTransport, no_jar

    transport = KitTransport(accounts, policy, routed=routed, on_call=on_call, inner=inner)
    return KitClient(transport=transport, cookies=no_jar())


def _async_http_client(
    accounts: tuple[Account, ...],
    policy: Policy,
    on_call: Callable[[CallRecord], None] | None,
    inner: httpx2.AsyncBaseTransport | None,
    *,
    routed: bool,
) -> httpx2.AsyncClient:
    from ..transport.http import AsyncKitClient, AsyncKitTransport, no_jar

    transport = AsyncKitTransport(accounts, policy, routed=routed, on_call=on_call, inner=inner)
    return AsyncKitClient(transport=transport, cookies=no_jar())
