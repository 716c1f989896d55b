"""Where a command sends requests, and with which key: none goes where it was not meant for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from ..providers import ConfigurationError, Provider, check_key, is_loopback, without_userinfo


def endpoint_and_key(
    provider: Provider, base_url: str | None, key_env: str | None, env: Mapping[str, str]
) -> tuple[str, str]:
    """Return where requests go and with which key; a key goes nowhere it was not meant for.

    Args:
        provider: Whose endpoint it is, or whose it stands in for.
        base_url: The endpoint, if it was given.
        key_env: The variable that holds its key, if it was given.
        env: The environment.

    Raises:
        ConfigurationError: The URL is none, or no key is there that is meant for it.
    """
    if base_url is None and key_env is None:
        account = provider.from_env(env)
        return account.base_url, account.key
    url = _checked_url(base_url or provider.base_url)
    if key_env is not None:
        key = env.get(key_env, "")
        if not key:
            raise ConfigurationError(
                f"{key_env} is not set. Set it to the key for {without_userinfo(url)}, or leave "
                "--key-env out: a sandbox on this machine needs none."
            )
    elif is_loopback(url):
        return url, provider.sandbox_key
    elif url == provider.base_url:
        key = env.get(provider.key_variable, "")
    else:
        raise ConfigurationError(
            f"--base-url {without_userinfo(url)} is not {provider.name}'s endpoint: name the "
            "variable that holds its key with --key-env. No other key is sent there."
        )
    if url == provider.base_url:
        check_key(provider, key)
    elif not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError(
            f"{key_env} holds a space, a line break or a character outside ASCII. "
            "Copy the key again, without anything before or after it."
        )
    return url, key


def _checked_url(url: str) -> str:
    url = url.rstrip("/")
    try:
        parts = urlsplit(url)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigurationError(
            f"--base-url {without_userinfo(url) if '[' not in url else url!r} is no URL of an "
            "endpoint. Write for instance https://api.smallest.ai/waves/v1."
        )
    if url.endswith("/chat/completions"):
        raise ConfigurationError(
            f"--base-url {without_userinfo(url)} ends in the operation. "
            "Leave /chat/completions away."
        )
    return url
