"""Whose key goes where: the accounts of named providers, and the headers of OpenAI alone."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..providers import OPENAI, Account, ConfigurationError, Provider, check_base_url, check_key
from ..providers import provider as find_provider


def is_list(providers: str | Provider | Account | Sequence[str | Provider | Account]) -> bool:
    """Say whether several providers may be asked, or one."""
    return not isinstance(providers, str | Provider | Account)


def accounts_of(
    providers: str | Provider | Account | Sequence[str | Provider | Account],
    api_key: str | None = None,
    base_url: str | None = None,
) -> tuple[Account, ...]:
    """Return the accounts of the providers that are named.

    Args:
        providers: A name, a `Provider`, an `Account`, or a list of them.
        api_key: The key of the one provider; from its own variable by default.
        base_url: Where to send it, if not to the provider's own endpoint.

    Raises:
        ConfigurationError: A provider is unknown, or its key or URL cannot be used.
    """
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


def with_headers(accounts: tuple[Account, ...], options: dict[str, Any]) -> tuple[Account, ...]:
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


def foreign_headers() -> dict[str, Any]:
    """Return the headers that the SDK would take from OpenAI's variables, marked as omitted.

    The transport removes them too; this is for what does not go through it, such
    as web sockets.
    """
    from openai import Omit

    lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
    named = (line.partition(":")[0].strip() for line in lines)
    names = [*(name for name, _ in OPENAI.header_variables), *filter(None, named)]
    return {name: Omit() for name in names if name.lower() != "authorization"}
