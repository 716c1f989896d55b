"""One chat request without a client of one's own: which client it gets, kept for how long."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..providers import Account, Provider
from .accounts import accounts_of, is_list
from .bound import async_client, client

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI


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
    accounts = accounts_of(providers)
    sdk = _kept_client(accounts, is_list(providers))
    model = accounts[0].provider.model_from()
    return sdk.chat.completions.create(**{"model": model, **request})


async def achat(
    providers: str | Provider | Account | Sequence[str | Provider | Account], **request: Any
) -> Any:
    """Send one chat request from asynchronous code; see `chat`."""
    accounts = accounts_of(providers)
    sdk = _kept_async_client(accounts, is_list(providers))
    model = accounts[0].provider.model_from()
    return await sdk.chat.completions.create(**{"model": model, **request})


# Kept by account: a variable that changes makes a new client, and a process has few of them.
@lru_cache(maxsize=8)
def _kept_client(accounts: tuple[Account, ...], routed: bool) -> OpenAI:
    return client(accounts if routed else accounts[0])


@lru_cache(maxsize=8)
def _kept_async_client(accounts: tuple[Account, ...], routed: bool) -> AsyncOpenAI:
    return async_client(accounts if routed else accounts[0])
