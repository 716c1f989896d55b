"""The proxy that the environment names for a URL, as companies write it.

A client that is given a transport looks for none itself. curl, requests and Go read the same
variables in a wider sense than `urllib.request`: without a scheme, with a password that is not
escaped, and ``NO_PROXY`` with networks, ports, stars and dots.
"""

from __future__ import annotations

import re
import urllib.request
from ipaddress import ip_address, ip_network
from urllib.parse import quote, urlsplit

import httpx2

from ..providers import ConfigurationError, host_of, is_loopback

_SCHEMES = {"socks": "socks5", "socks4a": "socks5h"}
_KNOWN = ("http", "https", "socks5", "socks5h")


def proxy_for(url: str) -> str | None:
    """Return the proxy's URL, or None where there is none; there is never one for this machine.

    Args:
        url: Where a request goes.

    Raises:
        ConfigurationError: The environment names one that cannot be used.
    """
    if is_loopback(url):
        return None
    scheme = urlsplit(url).scheme
    proxies = urllib.request.getproxies()
    given = (proxies.get(scheme) or proxies.get("all") or "").strip()
    if not given or _is_exempt(url, proxies.get("no", "")):
        return None
    if "no" not in proxies and urllib.request.proxy_bypass(host_of(url)):
        return None  # the system's settings, on macOS and Windows
    return _as_url(given, f"{scheme}_proxy")


def _as_url(given: str, name: str) -> str:
    kind, slashes, rest = given.rpartition("://")
    scheme = kind.lower() if slashes else "http"
    scheme = _SCHEMES.get(scheme, scheme)
    user, at, host = rest.rpartition("@")
    if at:
        name_, colon, password = user.partition(":")
        user = _escaped(name_) + colon + _escaped(password)
    url = f"{scheme}://{user}{at}{host}"
    try:
        known = scheme in _KNOWN and bool(httpx2.Proxy(url).url.host)
    except (ValueError, httpx2.InvalidURL):
        known = False
    if not known:
        # Not the value: a password may stand in it.
        raise ConfigurationError(
            f"The proxy that {name.upper()} names (or ALL_PROXY) cannot be used: it looks like "
            f"http://proxy.example:3128, with one of {', '.join(_KNOWN)}."
        )
    return url


def _escaped(part: str) -> str:
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", part), safe="%")


def _is_exempt(url: str, listed: str) -> bool:
    host = host_of(url)
    port = urlsplit(url).port or {"http": 80, "https": 443}.get(urlsplit(url).scheme)
    return any(_covers(entry, host, port) for entry in re.split(r"[\s,]+", listed) if entry)


def _covers(entry: str, host: str, port: int | None) -> bool:
    entry = entry.lower().removeprefix("http://").removeprefix("https://").rstrip("/.")
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        pass
    name, colon, number = entry.rpartition(":")
    if colon and number.isdigit() and not name.endswith(":"):
        if int(number) != port:
            return False
        entry = name
    entry = entry.strip("[]").removeprefix("*").removeprefix(".")
    return bool(entry) and (host == entry or host.endswith("." + entry))
