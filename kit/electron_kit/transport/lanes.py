"""A provider as calls see it, and a request as it is sent there."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import httpx2

from ..contract import ENDPOINTS, Fate
from ..providers import ELECTRON, Account
from .breaker import Breaker
from .budget import Limits
from .call import Call
from .guard import Guard
from .headers import values_of
from .pacing import Pacer

# Not what Python's `float` takes: underscores, infinity, digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)")
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


@dataclass(slots=True)
class Candidate:
    """A lane, and the request as it would be sent there; None until it is needed."""

    lane: Lane
    request: httpx2.Request | None = None
    changes: tuple[str, ...] = ()


def retry_after(given: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, or None if it asks nothing sound.

    Args:
        given: The answer's headers; ``retry-after-ms`` goes before ``retry-after``, which may hold
            seconds or a date in any of HTTP's three forms. A date without a zone is in UTC
            (RFC 9110). What is unsound is passed over, and of several the longest counts.
    """
    headers = httpx2.Headers(given)
    found = [_number(value) for value in headers.get_list("retry-after-ms")]
    milliseconds = [value for value in found if value is not None]
    if milliseconds:
        return max(max(milliseconds) / 1000, 0.0)
    waits = []
    for value in headers.get_list("retry-after"):
        number = _number(value)
        wait = number if number is not None else _seconds_until(value)
        if wait is not None:
            waits.append(wait)
    return max(*waits, 0.0) if waits else None


def _number(value: str) -> float | None:
    return float(value) if _NUMBER.fullmatch(value.strip()) else None


def _seconds_until(date: str) -> float | None:
    try:
        when = email.utils.parsedate_to_datetime(date)
        return when.replace(tzinfo=when.tzinfo or UTC).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


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


def readdressed(
    request: httpx2.Request, lane: Lane, first: Lane, call: Call, content: bytes | None
) -> httpx2.Request:
    """Return a request for a lane: its URL, its headers, and other content where that is given.

    Cookies were meant for the first lane, and go to no other.
    """
    headers = httpx2.Headers(request.headers.raw)
    if content is not None:
        headers["Content-Length"] = str(len(content))
    if lane is not first:
        headers.pop("cookie", None)
    lane.guard.pin(headers)
    return httpx2.Request(
        request.method,
        lane.guard.url(call.below),
        headers=headers,
        stream=request.stream if content is None else httpx2.ByteStream(content),
        extensions=dict(request.extensions),
    )


def has_endpoint(lane: Lane, call: Call) -> bool:
    """Say whether a lane's provider has the operation of a call; note it if not."""
    if lane.name != ELECTRON.name:
        return True
    path = call.below.partition(b"?")[0].decode("ascii", "replace")
    for endpoint in ENDPOINTS:
        if (path == endpoint.path or path.startswith(endpoint.path + "/")) and (
            endpoint.electron.fate is not Fate.REJECTED
        ):
            return True
    call.pass_over(lane.name, f"no endpoint {path}")
    return False
