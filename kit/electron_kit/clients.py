"""Genuine SDK clients bound to their providers, and the factory that picks them per request.

>>> client("electron")                     # doctest: +SKIP
>>> client(["electron", "openai"])         # doctest: +SKIP
>>> chat(["electron", "openai"], messages=[...])  # doctest: +SKIP

What is returned is `openai.OpenAI` itself. Keys, pacing, fail-over and the check of
streams lie beneath it, in the transport of its HTTP client.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from .providers import OPENAI, Account, ConfigurationError, Provider, check_base_url, check_key
from .providers import provider as find_provider

_SDK = TypeVar("_SDK", bound="OpenAI | AsyncOpenAI")

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI, OpenAI

    from .transport import CallRecord, Policy


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
    routed = _is_list(providers)
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
    routed = _is_list(providers)
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
    return _http_client(accounts, policy, on_call, None, routed=_is_list(providers))


def async_http_client(
    providers: str | Provider | Account | Sequence[str | Provider | Account] = "electron",
    *,
    policy: Policy | None = None,
    on_call: Callable[[CallRecord], None] | None = None,
) -> httpx2.AsyncClient:
    """Return the HTTP client beneath `async_client`; see `http_client`."""
    accounts, _, policy = _prepared(providers, None, None, policy, {})
    return _async_http_client(accounts, policy, on_call, None, routed=_is_list(providers))


def chat(
    providers: str | Provider | Account | Sequence[str | Provider | Account], **request: Any
) -> Any:
    """Send one chat request to the provider named, or to the first of a list that answers.

    The client is made when it is first needed and kept, so a key that is never
    used may be missing.

    Args:
        providers: As for `client`.
        request: What `chat.completions.create` takes. ``model`` may be left out.

    Returns:
        What the SDK returns: a `ChatCompletion`, or a stream of chunks with ``stream=True``.

    Raises:
        ConfigurationError: A provider is unknown, or its key or URL cannot be used.
        openai.APIError: The request failed.
    """
    accounts = _accounts(providers)
    sdk = _kept_client(accounts, _is_list(providers))
    model = accounts[0].provider.model_from()
    return sdk.chat.completions.create(**{"model": model, **request})


async def achat(
    providers: str | Provider | Account | Sequence[str | Provider | Account], **request: Any
) -> Any:
    """Send one chat request from asynchronous code; see `chat`."""
    accounts = _accounts(providers)
    sdk = _kept_async_client(accounts, _is_list(providers))
    model = accounts[0].provider.model_from()
    return await sdk.chat.completions.create(**{"model": model, **request})


# Kept by account: a variable that changes makes a new client, and a process has few of them.
@lru_cache(maxsize=8)
def _kept_client(accounts: tuple[Account, ...], routed: bool) -> OpenAI:
    return client(accounts if routed else accounts[0])


@lru_cache(maxsize=8)
def _kept_async_client(accounts: tuple[Account, ...], routed: bool) -> AsyncOpenAI:
    return async_client(accounts if routed else accounts[0])


def _is_list(providers: str | Provider | Account | Sequence[str | Provider | Account]) -> bool:
    return not isinstance(providers, str | Provider | Account)


def _accounts(
    providers: str | Provider | Account | Sequence[str | Provider | Account],
    api_key: str | None = None,
    base_url: str | None = None,
) -> tuple[Account, ...]:
    if isinstance(providers, str | Provider | Account):
        return (_account(providers, api_key, base_url),)
    try:
        named = tuple(providers)
    except TypeError:
        raise ConfigurationError(
            f"{providers!r} is no provider: give a name, a Provider, an Account or a list of them."
        ) from None
    if api_key is not None or base_url is not None:
        raise ConfigurationError(
            "api_key= and base_url= are for one provider. With a list, give an Account for each: "
            "Account(ELECTRON, base_url, key)."
        )
    if not named:
        raise ConfigurationError("The list of providers is empty: name at least one.")
    return tuple(_account(name, None, None) for name in named)


def _account(named: str | Provider | Account, api_key: str | None, base_url: str | None) -> Account:
    if isinstance(named, Account):
        account = named
        check_key(account.provider, account.key, "The account's key")
    else:
        chosen = find_provider(named)
        env = dict(os.environ)
        if base_url is not None:
            env.pop(chosen.base_url_variable, None)
        if api_key is not None:
            check_key(chosen, api_key, "api_key=")
            env[chosen.key_variable] = api_key
        account = chosen.from_env(env)
    account = replace(
        account,
        key=api_key if api_key is not None else account.key,
        base_url=(base_url if base_url is not None else account.base_url).strip().rstrip("/"),
    )
    check_key(account.provider, account.key)
    check_base_url(account.provider, account.base_url)
    return account


def _prepared(
    providers: str | Provider | Account | Sequence[str | Provider | Account],
    api_key: str | None,
    base_url: str | None,
    policy: Policy | None,
    options: dict[str, Any],
) -> tuple[tuple[Account, ...], dict[str, Any], Policy]:
    """Return the accounts, what the SDK's client is made with, and the policy."""
    from .transport import Policy

    if "http_client" in options:
        raise ConfigurationError(
            "http_client= would go around the kit. Give transport=…, which the kit sends through, "
            "or take electron_kit.http_client() to where an HTTP client is asked for."
        )
    policy = policy or Policy()
    retries = options.pop("max_retries", None)
    if retries is not None:
        policy = replace(policy, attempts=min(policy.attempts, int(retries) + 1))
    accounts = _with_headers(_accounts(providers, api_key, base_url), options)
    named = {account.provider.name: account.provider.model_from() for account in accounts}
    policy = replace(policy, models={**named, **policy.models})
    first = accounts[0]
    headers = options.pop("default_headers", None) or {}
    if all(account.provider.key_variable != OPENAI.key_variable for account in accounts):
        headers = {**_foreign_headers(), **headers}
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


def _with_headers(accounts: tuple[Account, ...], options: dict[str, Any]) -> tuple[Account, ...]:
    """Return the accounts with the organisation and the project that the options name."""
    for option, header in (("organization", "OpenAI-Organization"), ("project", "OpenAI-Project")):
        value = options.pop(option, None)
        if value is None:
            continue
        if all(account.provider.name != OPENAI.name for account in accounts):
            raise ConfigurationError(f"{option}={value!r} is OpenAI's, and it is not asked here.")
        accounts = tuple(
            account
            if account.provider.name != OPENAI.name
            else replace(
                account,
                headers=(*((n, v) for n, v in account.headers if n != header), (header, value)),
            )
            for account in accounts
        )
    return accounts


def _foreign_headers() -> dict[str, Any]:
    """Return the headers that the SDK would take from OpenAI's variables, marked as omitted.

    The transport removes them too; this is for what does not go through it, such
    as web sockets.
    """
    from openai import Omit

    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    named = (line.partition(":")[0].strip() for line in lines)
    names = [*(name for name, _ in OPENAI.header_variables), *filter(None, named)]
    return {name: Omit() for name in names if name.lower() != "authorization"}


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
    from .transport.http import KitClient, KitTransport, no_jar

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
    from .transport.http import AsyncKitClient, AsyncKitTransport, no_jar

    transport = AsyncKitTransport(accounts, policy, routed=routed, on_call=on_call, inner=inner)
    return AsyncKitClient(transport=transport, cookies=no_jar())
