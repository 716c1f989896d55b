"""The end of a call that nobody answered: the last refusal is handed on, or an error raised."""

from __future__ import annotations

from typing import Any, NoReturn

import httpx2

from .call import Call
from .errors import (
    CannotCarryError,
    MalformedAnswerError,
    NoAnswerError,
    StreamError,
    TimedOutError,
)
from .pacing import QueueError
from .retries import Failed

UNTIL = "electron_kit_until"
"""The extension in which a redirected request has the deadline of the call that it goes on with."""


def give_up(
    last: Failed | QueueError | None, call: Call, request: httpx2.Request
) -> httpx2.Response:
    """Hand on the last refusal, or raise what was last raised."""
    # A refusal goes on as it came: the SDK raises its own class for it, which programs catch.
    if isinstance(last, Failed) and isinstance(last.with_, httpx2.Response):
        # One owner of retries, also where a framework has set the SDK's max_retries.
        last.with_.headers["x-should-retry"] = "false"
        if last.with_.has_redirect_location:
            # The HTTP client follows it with the same extensions, and the wait goes on.
            call.request.extensions[UNTIL] = call.deadline
        return call.hand_on_refusal(last.with_)
    error: Any = last.with_ if isinstance(last, Failed) else last
    if isinstance(error, StreamError):
        error.attempts = tuple(call.attempts)
    if isinstance(error, StreamError | MalformedAnswerError):
        raise error
    tried = ", ".join(f"{a.provider}: {a.outcome}" for a in call.attempts)
    told = (tuple(call.attempts), tuple(call.passed_over))
    if isinstance(error, httpx2.TimeoutException):
        raise TimedOutError(f"No answer in time ({tried}).", request, *told) from error
    if isinstance(error, QueueError) or error is None:
        waiting = "; ".join(call.passed_over)
        raise TimedOutError(
            f"Not sent within the deadline of {call.deadline - call.began:g} s ({waiting}).",
            request,
            *told,
        ) from None
    raise NoAnswerError(f"No provider answered ({tried}).", request, *told) from error


def refuse(call: Call) -> NoReturn:
    """Raise that no provider can carry a request."""
    raise CannotCarryError(
        "No provider in the order can answer this request, and it was not sent: "
        + "; ".join(call.passed_over)
    )
