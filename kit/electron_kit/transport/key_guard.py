"""The last place before the socket: whose key, whose headers, to which host.

The SDK takes keys, hosts and headers from many places: arguments, seven
variables of the environment, `with_options`, redirects. Whatever it made of them,
a request leaves here with the one key of its provider, for that provider's host.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_to_bytes

import httpx2

from ..providers import (
    OPENAI,
    PROVIDERS,
    Account,
    ConfigurationError,
    host_of,
    is_loopback,
    without_userinfo,
)
from .headers import Headers
from .steering import KIT_PREFIX, WISHES

_PREFIX_BYTES = KIT_PREFIX.encode()
_OF_ACCOUNTS = tuple(name for name, _ in OPENAI.header_variables)
_KEY_HEADERS = ("api-key", "x-api-key", "x-goog-api-key", "ocp-apim-subscription-key")
_NOT_AS_IT_IS = frozenset(
    name.lower().encode("ascii") for name in (*_OF_ACCOUNTS, *WISHES, *_KEY_HEADERS)
)
_SPELLED = re.compile(rb"\\u00([0-7][0-9a-fA-F])")
_PORTS = {"http": 80, "https": 443}
_OF_MESSAGES = frozenset({"content-type", "content-length", "host", "transfer-encoding", "accept"})


class Guard:
    """Pins requests to one account.

    Args:
        account: The provider, the URL and the key.
        others: Accounts whose keys the same client holds; they may never leave here.
    """

    def __init__(self, account: Account, others: Iterable[Account] = ()) -> None:
        self.account = account
        self._authorization = f"Bearer {account.key}"
        self._base = httpx2.URL(account.base_url)
        self._path = self._base.raw_path.rstrip(b"/")
        self._origin = _origin(self._base)
        self._host = self._base.netloc.decode("ascii")
        self._authorization_bytes = self._authorization.encode("ascii")
        self._host_bytes = self._host.encode("ascii")
        self._urls: dict[bytes, httpx2.URL] = {}
        self._secrets = _secrets(account, others)
        self._is_providers_own = account.provider.name in PROVIDERS and (
            host_of(account.base_url) == host_of(account.provider.base_url)
            or is_loopback(account.base_url)
        )
        self._takes_custom_headers = account.provider.key_variable == OPENAI.key_variable

    def inside(self, url: httpx2.URL) -> bytes:
        """Return the path and query below the base URL.

        Raises:
            ConfigurationError: The URL leads elsewhere.
        """
        path = url.raw_path
        below = path[len(self._path) :]
        if (
            _origin(url) != self._origin
            or not path.startswith(self._path)
            or below[:1] not in (b"/", b"?", b"")
            or b"/../" in path
        ):
            raise ConfigurationError(
                f"This client is bound to {self.account.base_url}, and its key was not sent to "
                f"{without_userinfo(str(url))!r}. Make another client for another endpoint."
            )
        return below

    def url(self, below: bytes) -> httpx2.URL:
        """Return the URL of a path below this account's base URL."""
        if below not in self._urls:
            if len(self._urls) > 100:
                self._urls.clear()
            self._urls[below] = self._base.copy_with(raw_path=self._path + below)
        return self._urls[below]

    def fits(self, headers: Headers) -> bool:
        """Say whether headers are this account's already, so that nothing has to be pinned.

        Args:
            headers: The request's, their names in lower case.
        """
        return (
            headers.get(b"authorization") == self._authorization_bytes
            and headers.get(b"host") == self._host_bytes
            and _NOT_AS_IT_IS.isdisjoint(headers)
            and not self.account.headers
            and (self._takes_custom_headers or "OPENAI_CUSTOM_HEADERS" not in os.environ)
        )

    def check(self, below: bytes, headers: Headers, content: bytes) -> None:
        """Refuse a request that carries something of another provider's account, wherever.

        Args:
            below: Its path and query below the base URL.
            headers: Its headers, their names in lower case.
            content: Its body, as far as it is known.

        Raises:
            ConfigurationError: It does; it may not be sent here.
        """
        if not self._secrets:
            return
        texts = [content, unquote_to_bytes(below), b"\n".join(headers.values())]
        if b"\\u00" in content:
            # JSON may spell any letter by its number.
            texts.append(_SPELLED.sub(lambda found: bytes([int(found[1], 16)]), content))
        for secret, what in self._secrets:
            if any(secret in text for text in texts):
                name = next((name for name, value in headers.items() if secret in value), b"")
                place = f"header {name.decode('latin-1')!r}" if name else "URL"
                place = "body" if secret in content or len(texts) > 3 else place
                raise ConfigurationError(
                    f"The {place} of a request to {self.account.provider.name} carries another "
                    f"provider's {what}. It was not sent."
                )

    def check_key(self, headers: Headers) -> None:
        """Refuse a request for which somebody asked to use another key.

        A key that the SDK took from ``OPENAI_CUSTOM_HEADERS`` is nobody's wish: it
        is replaced. One that was given to `with_options` is, and silently using
        another one would bill another account.

        Args:
            headers: The request's, their names in lower case.

        Raises:
            ConfigurationError: Another key was given.
        """
        given = headers.get(b"authorization")
        if given in (None, self._authorization_bytes):
            return
        if any(name.lower() == "authorization" for name, _ in _custom_headers()):
            return
        raise ConfigurationError(
            f"This client is bound to the {self.account.provider.name} key it was made with, and "
            "the request carries another one. It was not sent. Make another client for another key."
        )

    def pin(self, headers: httpx2.Headers) -> None:
        """Set and remove headers so that they are this account's.

        Raises:
            ConfigurationError: A header carries the key of another provider.
        """
        if headers.get("authorization") != self._authorization:
            headers["Authorization"] = self._authorization
        if headers.get("host") != self._host:
            headers["Host"] = self._host
        self._check_other_keys(headers)
        for kits in [name for name, _ in headers.raw if name[:15].lower() == _PREFIX_BYTES]:
            headers.pop(kits.decode("latin-1"), None)
        for name in _OF_ACCOUNTS:
            headers.pop(name, None)
        headers.update(dict(self.account.headers))
        if not self._takes_custom_headers:
            for name, value in _custom_headers():
                if name.lower() not in _OF_MESSAGES and headers.get(name) == value:
                    del headers[name]

    def _check_other_keys(self, headers: httpx2.Headers) -> None:
        """Refuse the headers in which other SDKs send a key, where it is not this account's."""
        if not self._is_providers_own:
            return  # a gateway may want them
        for name in _KEY_HEADERS:
            if headers.get(name) not in (None, self.account.key):
                raise ConfigurationError(
                    f"The header {name!r} of a request to {self.account.provider.name} carries a "
                    "key that is not this account's. It was not sent."
                )


def _secrets(account: Account, others: Iterable[Account]) -> tuple[tuple[bytes, str], ...]:
    """Return what may never reach an account: other accounts' keys, organisations and projects.

    Those of the client's other providers, and those that the environment holds, since an SDK of
    any class takes them from there.
    """
    found: dict[str, str] = {}
    for other in others:
        if other.provider.name != account.provider.name:
            found[other.key] = "key"
            found |= dict.fromkeys((value for _, value in other.headers), "account")
    for provider in PROVIDERS.values():
        if provider.name != account.provider.name:
            found[os.environ.get(provider.key_variable, "")] = "key"
            for _, variable in provider.header_variables:
                found[os.environ.get(variable, "")] = "account"
    own = {account.key, *(value for _, value in account.headers)}
    return tuple(
        (value.encode(), what)
        for value, what in found.items()
        if value not in own and _can_be_told(value)
    )


def _can_be_told(value: str) -> bool:
    """Say whether a text can be told from words: a dummy such as ``none`` stands everywhere."""
    prefixes = tuple(provider.key_prefix for provider in PROVIDERS.values())
    return len(value) >= 16 or (len(value) >= 8 and value.startswith((*prefixes, "org-", "proj_")))


def _custom_headers() -> Iterator[tuple[str, str]]:
    """Yield the headers that the SDK adds from the environment, as it reads them."""
    variable = os.environ.get("OPENAI_CUSTOM_HEADERS")
    if variable:
        for line in variable.split("\n"):
            name, colon, value = line.partition(":")
            if colon:
                yield name.strip(), value.strip()


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    scheme = url.scheme
    return scheme, url.host, url.port or _PORTS.get(scheme)
