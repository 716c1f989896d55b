"""A provider as calls see it, and what HTTP is told of time and codings on the way there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2

from ..providers import Account
from .breaker import Breaker
from .budget import Limits
from .headers import values_of
from .key_guard import Guard
from .pacing import Pacer

_CODINGS = {"x-gzip": "gzip", "x-deflate": "deflate"}


@dataclass(slots=True)
class Lane:
    """One provider as calls see it: account, budget, circuit breaker."""

    account: Account
    guard: Guard
    limits: Limits
    pacer: Pacer
    breaker: Breaker
    transport: Any
    bounded: bool = False

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.account.provider.name


def plainly_coded(response: httpx2.Response) -> None:
    """Name an answer's content codings as HTTP's readers know them, and drop what is none."""
    values = values_of(response.headers, b"content-encoding")
    if values:
        names = b",".join(values).decode("latin-1").lower().split(",")
        known = [_CODINGS.get(name.strip(), name.strip()) for name in names]
        left = [name for name in known if name not in ("", "identity", "utf-8", "utf8", "none")]
        del response.headers["content-encoding"]
        if left:
            response.headers["content-encoding"] = ", ".join(left)


def clipped(
    request: httpx2.Request, timeouts: Mapping[str, float | None], limit: float
) -> dict[str, Any]:
    """Clip the timeouts of a request to so many seconds, and return them."""
    limit = max(limit, 0.001)
    timeouts_left: dict[str, Any] = dict(timeouts)
    for name, seconds in timeouts.items():
        if seconds is None or seconds > limit:
            timeouts_left[name] = limit
    request.extensions["timeout"] = timeouts_left
    return timeouts_left
