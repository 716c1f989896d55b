"""The error that an answer tells, of whatever shape: whether it is one, its words and its status.

Servers put errors under many names, and some into an answer with status 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MESSAGES = (
    "message",
    "error",
    "detail",
    "details",
    "msg",
    "error_msg",
    "error_message",
    "errorMessage",
    "error_description",
    "status_msg",
    "errors",
    "reason",
    "title",
    "base_resp",
)
# What says that an object without choices is an error, on some server or other.
_MARKS = frozenset(_MESSAGES) | {"code", "error_code", "status_code"}


def error_in(value: Any) -> Any:
    """Return the error that a JSON value tells, or None if it tells none.

    Args:
        value: An answer or an event, as parsed.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, list):
        return next((found for item in value[:10] if (found := _told(item))), None)
    return _told(value)


def words_of(error: Any) -> str:
    """Return the words of an error of whatever shape.

    Args:
        error: What `error_in` returned.
    """
    if isinstance(error, str):
        return error
    if isinstance(error, list):
        return "; ".join(found for item in error[:5] if (found := words_of(item)))
    if isinstance(error, Mapping):
        return next((found for name in _MESSAGES if (found := words_of(error.get(name)))), "")
    return ""


def status_of(error: Any) -> int | None:
    """Return the HTTP status that an error inside an answer names by number or by type."""
    if not isinstance(error, Mapping):
        return None
    for name in ("status", "status_code", "code"):
        given = error.get(name)
        if isinstance(given, str) and given.isascii() and given.isdigit() and len(given) == 3:
            given = int(given)
        if isinstance(given, int) and 400 <= given < 600:
            return given
    return _STATUSES.get(str(error.get("type")))


_STATUSES = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
}


def _told(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return None
    error = value.get("error")
    if error and not (isinstance(error, Mapping) and not any(error.values())):
        # {"error": true, "message": …} has its words beside it.
        return value if error is True or isinstance(error, int) else error
    if value.get("object") == "error" or value.get("type") == "error":
        return value
    choices = value.get("choices")
    if isinstance(choices, list):
        for choice in choices:
            if isinstance(choice, Mapping) and choice.get("error"):
                return choice["error"]
        return None
    return value if not choices and not _MARKS.isdisjoint(value) and words_of(value) else None
