"""Endpoints of this process, which are reached without a socket.

A stand-in that cannot listen, or shall not, registers itself here; nothing here knows of
it. A client asks before it opens a connection.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

Origin = tuple[str, int]
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Local:
    """What sends to one endpoint of this process.

    Attributes:
        sync: For synchronous clients.
        asynchronous: For asynchronous ones.
    """

    sync: httpx2.BaseTransport
    asynchronous: httpx2.AsyncBaseTransport


_lock = threading.Lock()
_registered: dict[Origin, Local] = {}


def register(host: str, port: int, local: Local) -> bool:
    """Let clients reach an endpoint at an address, and say whether the address was free.

    Args:
        host: The host of its URL.
        port: The port of its URL.
        local: What sends to it.
    """
    with _lock:
        return _registered.setdefault((host, port), local) is local


def unregister(host: str, port: int) -> None:
    """Let nobody answer at an address any more."""
    with _lock:
        _registered.pop((host, port), None)


def find(url: str) -> Local | None:
    """Return what sends to the endpoint of this process at a URL, or None if there is none."""
    if not _registered:
        return None
    parts = urlsplit(url)
    return _registered.get((parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)))
