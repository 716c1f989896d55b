"""What a failed attempt means: the same provider again and when, another one, or nobody."""

from __future__ import annotations

import email.utils
import re
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import httpx2

from .answer_errors import error_in, status_of
from .decoding import NotJSONError, parsed
from .pacing import QueueError

# A provider that asks for more is asked again after this long all the same.
LONGEST_RETRY_AFTER_SECONDS = 120.0
# Whatever `x-should-retry` says: a request, a key or a right does not mend by itself.
_FOR_GOOD = frozenset({400, 401, 403})
# Not implemented, a version of HTTP, a network that asks for a login: the same on a second try.
_NOT_EVER = frozenset({501, 505, 511})
# Not what Python's `float` takes: underscores, infinity, digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)")


@dataclass(slots=True)
class Failed:
    """An attempt that did not end in an answer to hand on.

    Attributes:
        with_: The answer, or what was raised.
        for_good: Whether asking this provider again is pointless.
        everywhere: Whether asking any provider is.
    """

    with_: httpx2.Response | Exception
    for_good: bool = False
    everywhere: bool = False


def of_refusal(
    response: httpx2.Response, after: float | None, left: float, fail_over_on: Collection[int]
) -> Failed:
    """Return what a status of 300 and more means.

    Args:
        response: The answer, read.
        after: What `pause_after` says of it.
        left: Seconds until the call's deadline.
        fail_over_on: The refusals of 4xx with which another provider is asked.
    """
    status = response.status_code
    should = response.headers.get("x-should-retry")
    # Late, over a limit, or broken at the provider: that passes by itself.
    again = status in (408, 429) or (status >= 500 and status not in _NOT_EVER)
    if should is not None and status not in _FOR_GOOD:
        again = should == "true"
    # Not retried because the call would be over before the provider wants to hear of it.
    if after is not None and after > left:
        again = False
    # Not retried because it is about money.
    if status == 429 and _is_spent(response):
        again = False
    if again:
        return Failed(response)
    # Another provider may take what this one cannot; what is wrong itself, none may.
    itself = 400 <= status < 500 and status != 429
    return Failed(response, for_good=True, everywhere=itself and status not in fail_over_on)


def pause_after(response: httpx2.Response) -> float | None:
    """Return the seconds for which a provider that is busy wants no request at all, or None."""
    return retry_after(response.headers) if response.status_code in (429, 503) else None


def of_error_body(error: Exception, told: Any, fail_over_on: Collection[int]) -> Failed:
    """Return what an error with a status of success means; a refusal is not asked again.

    Args:
        error: What would be raised.
        told: The error's body.
        fail_over_on: The refusals of 4xx with which another provider is asked.
    """
    status = status_of(told)
    # Of an answer that broke, and of what passes by itself, a second try may come out well.
    if status is None or status in (408, 409, 425, 429) or status >= 500:
        return Failed(error)
    return Failed(error, for_good=True, everywhere=status not in fail_over_on)


def of_exception(error: Exception) -> Failed:
    """Return what an exception instead of an answer means."""
    return Failed(error, for_good=_is_the_same_again(error))


def more_telling(
    new: Failed | QueueError | None, old: Failed | QueueError | None
) -> Failed | QueueError | None:
    """Return what to raise in the end: what a provider said before what a queue did."""
    return old if new is None or (isinstance(new, QueueError) and old is not None) else new


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


def _is_spent(response: httpx2.Response) -> bool:
    """Say whether a 429 is about money: it will be the same until somebody pays."""
    try:
        error = error_in(parsed(response.content)[0])
    except NotJSONError:
        return False
    return isinstance(error, Mapping) and "insufficient_quota" in (
        error.get("code"),
        error.get("type"),
    )


def _is_the_same_again(error: BaseException | None) -> bool:
    """Say whether sending again can only fail alike: a certificate, a proxy, a bad request."""
    if isinstance(
        error, httpx2.UnsupportedProtocol | httpx2.LocalProtocolError | httpx2.ProxyError
    ):
        return True
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError | UnicodeError):
            return True
        error = error.__cause__ or error.__context__
    return False


def in_words(error: BaseException) -> str:
    """Return what an attempt's record says of an exception."""
    match error:
        case httpx2.ConnectError():
            return "connection failed"
        case httpx2.TimeoutException():
            return "timed out"
        case httpx2.DecodingError():
            return "its content-encoding cannot be undone"
        case _:
            return f"connection lost ({type(error).__name__})"
