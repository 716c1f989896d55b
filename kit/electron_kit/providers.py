"""The two providers, and the account that this process has with each.

The SDK reads ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL`` wherever it is not told
otherwise, so a key crosses over to the other provider without a word. Here the
provider, its URL and its key are bound together before a client is made, and
what does not belong together is refused with the name of the variable.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from .contract import ELECTRON_PRICE, ENTERPRISE, STANDARD, Plan, Price
from .contract.names import is_electron_model


class ConfigurationError(ValueError):
    """A provider, a key or a base URL that cannot be used as it is set."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One side of the migration.

    Attributes:
        name: The name by which requests pick it, such as ``"electron"``.
        base_url: Its public endpoint, without the operation's path.
        key_variable: The environment variable that holds its key.
        base_url_variable: The environment variable that may point at a stand-in.
        key_prefix: How its keys start.
        sandbox_key: The key that the kit's sandbox takes for it; worth nothing elsewhere.
        default_model: The model of a request that names none; see `model_from`.
        price: What its tokens cost, or None where that varies by model and time.
        plans: The plans whose limits are known.
        model_variable: The environment variable that may name another default; empty for none.
        header_variables: Headers that name an account within the provider, each with
            the environment variable that holds its value.
    """

    name: str
    base_url: str
    key_variable: str
    base_url_variable: str
    key_prefix: str
    sandbox_key: str
    default_model: str
    price: Price | None = None
    plans: tuple[Plan, ...] = ()
    model_variable: str = ""
    header_variables: tuple[tuple[str, str], ...] = ()

    def from_env(self, env: Mapping[str, str] | None = None) -> Account:
        """Return the account that the environment describes.

        A base URL in the environment is followed only to this machine and only
        with the sandbox's key; anything else would send a key where it does not belong.

        Args:
            env: The environment to read; this process's own by default.

        Raises:
            ConfigurationError: The key is missing, malformed or another
                provider's, or the base URL leads away from the provider.
        """
        env = os.environ if env is None else env
        key = env.get(self.key_variable, "")
        check_key(self, key)
        base_url = env.get(self.base_url_variable, "").rstrip("/") or self.base_url
        if base_url != self.base_url and not (is_loopback(base_url) and self.in_sandbox(key)):
            raise ConfigurationError(
                f"{self.base_url_variable} is set to {without_userinfo(base_url)!r}, which is not "
                f"{self.name}'s endpoint {self.base_url}. Unset it, or pass base_url=… to "
                "client() where you do want to send this key there."
            )
        return Account(self, base_url, key, self.headers_from_env(env))

    def model_from(self, env: Mapping[str, str] | None = None) -> str:
        """Return the model of a request that names none, as the environment has it.

        A variable that names Electron's model is an application's that has moved, and says
        nothing of another provider's.

        Args:
            env: The environment to read; this process's own by default.
        """
        env = os.environ if env is None else env
        model = env.get(self.model_variable, "").strip() if self.model_variable else ""
        return self.default_model if not model or is_electron_model(model) else model

    def in_sandbox(self, key: str) -> bool:
        """Say whether a key is the sandbox's: its own one, or one with ``_`` and more."""
        return key == self.sandbox_key or key.startswith(f"{self.sandbox_key}_")

    def headers_from_env(self, env: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Return the headers that name an account within the provider, as the environment has them.

        Args:
            env: The environment to read.
        """
        return tuple(
            (header, env[variable])
            for header, variable in self.header_variables
            if env.get(variable)
        )


@dataclass(frozen=True, slots=True)
class Account:
    """A provider with the URL and the key to use.

    Attributes:
        provider: The provider that the key belongs to.
        base_url: Where requests go.
        key: The API key. It is kept out of the representation.
        headers: Headers that name an account within the provider, such as OpenAI's
            organisation and project.
    """

    provider: Provider
    base_url: str
    key: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def in_sandbox(self) -> bool:
        """Whether the key is the sandbox's, which no provider accepts."""
        return self.provider.in_sandbox(self.key)


ELECTRON = Provider(
    name="electron",
    base_url="https://api.smallest.ai/waves/v1",
    key_variable="SMALLEST_API_KEY",
    base_url_variable="SMALLEST_BASE_URL",
    key_prefix="sk_",
    sandbox_key="sk_sandbox",
    default_model="electron",
    price=ELECTRON_PRICE,
    plans=(STANDARD, ENTERPRISE),
)

OPENAI = Provider(
    name="openai",
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    base_url_variable="OPENAI_BASE_URL",
    key_prefix="sk-",
    sandbox_key="sk-sandbox",
    # No end is announced for it, and it takes tools without an effort.
    default_model="gpt-5.4-mini",
    model_variable="OPENAI_MODEL",
    header_variables=(
        ("OpenAI-Organization", "OPENAI_ORG_ID"),
        ("OpenAI-Project", "OPENAI_PROJECT_ID"),
    ),
)

PROVIDERS = {provider.name: provider for provider in (ELECTRON, OPENAI)}


def provider(name: str | Provider) -> Provider:
    """Return the provider of that name; a `Provider` is returned as it is.

    Raises:
        ConfigurationError: There is no such provider.
    """
    if isinstance(name, Provider):
        return name
    try:
        return PROVIDERS[name]
    except (KeyError, TypeError):
        known = ", ".join(repr(known) for known in PROVIDERS)
        raise ConfigurationError(f"Unknown provider {name!r}. Choose one of {known}.") from None


def check_key(of: Provider, key: str, source: str = "") -> None:
    """Refuse a key that cannot be meant for this provider, without showing it.

    Args:
        of: The provider.
        key: The key to check.
        source: Where it was given; in the provider's variable by default.

    Raises:
        ConfigurationError: The key is missing, holds characters that no HTTP
            header can carry, is an example's dots, or starts like another provider's.
    """
    missing = "empty" if source else "not set"
    source = source or of.key_variable
    if not key:
        raise ConfigurationError(
            f"{source} is {missing}. Set it to your {of.name} key (it starts with "
            f"{of.key_prefix!r}), or run in the sandbox: electron-kit sandbox."
        )
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigurationError(
            f"{source} holds a space, a line break or a character outside ASCII. "
            "Copy the key again, without anything before or after it."
        )
    if not any(map(str.isalnum, key)):
        raise ConfigurationError(
            f"{source} holds the dots of an example, and no key. Put yours in their place; "
            f"it starts with {of.key_prefix!r}."
        )
    for other in PROVIDERS.values():
        if other.name == of.name or key.startswith(of.key_prefix):
            continue  # a gateway's keys may look like anybody's
        if key.startswith(other.key_prefix):
            raise ConfigurationError(
                f"{source} holds a key that starts with {other.key_prefix!r}: that is one "
                f"of {other.name}'s, and it was not sent. {of.name}'s keys start with "
                f"{of.key_prefix!r}; {other.name}'s belong in {other.key_variable}."
            )


def check_base_url(of: Provider, base_url: str) -> None:
    """Refuse a base URL that no key of this provider may be sent to.

    Args:
        of: The provider.
        base_url: The URL that was given for it.

    Raises:
        ConfigurationError: It is no HTTP URL, it is another provider's, or it is
            the provider's own host without encryption or with another path.
    """
    shown = without_userinfo(base_url)
    host = host_of(base_url)
    parts = urlsplit(base_url if host else "")
    if parts.scheme not in ("http", "https") or not host or _UNSOUND.search(base_url):
        raise ConfigurationError(f"The base URL {shown!r} is not one: it starts with https://.")
    if "@" in parts.netloc:
        raise ConfigurationError(
            f"The base URL {shown!r} holds a user name or a password. The key is given as api_key=."
        )
    own = host_of(of.base_url)
    for other in PROVIDERS.values():
        if other.name != of.name and _is_of(host, other) and host != own:
            raise ConfigurationError(
                f"The base URL {shown!r} is {other.name}'s: a key of {of.name}'s is not sent there."
            )
    if not (host == own or (of.name in PROVIDERS and _is_of(host, of))):
        return
    # Its own host in another spelling, or a regional one, with the path that it has.
    there = (parts.scheme, _port(base_url), parts.path.rstrip("/"), parts.query)
    here = urlsplit(of.base_url)
    regional = host == own or host.endswith(f".{own}")
    if not regional or there != (here.scheme, _port(of.base_url), here.path, ""):
        raise ConfigurationError(f"{of.name}'s endpoint is {of.base_url}, not {shown!r}.")


# What one reader of URLs takes for a part of the host, and another does not.
_UNSOUND = re.compile(r"[\x00-\x20\\\x7f]")


def host_of(url: str) -> str:
    """Return a URL's host as it is registered: in lower case, in ASCII, without a last dot.

    >>> host_of("https://API.OpenAI.com.:443/v1"), host_of("https://api。openai。com/v1")
    ('api.openai.com', 'api.openai.com')
    """
    try:
        host = unquote(urlsplit(url).hostname or "")
        ascii_ = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    return ascii_.lower().rstrip(".")


def _is_of(host: str, of: Provider) -> bool:
    """Say whether a host stands under a provider's registered name, such as openai.com."""
    registered = ".".join(host_of(of.base_url).split(".")[-2:])
    return host == registered or host.endswith(f".{registered}")


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port or {"http": 80, "https": 443}.get(urlsplit(url).scheme)
    except ValueError:
        return -1


def is_loopback(url: str) -> bool:
    """Say whether a URL leads to this machine."""
    host = host_of(url)
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def without_userinfo(url: str) -> str:
    """Return a URL without a user name, a password or a query, for messages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2]
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
