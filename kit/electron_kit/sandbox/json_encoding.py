"""JSON as it goes over the wire: compact, UTF-8, and never anything that JSON has no name for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

encode: Callable[[Any], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode
"""Return a value as compact JSON."""

encode_spaced: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
"""Return a value as JSON with a space after each comma and colon, as arguments are written."""

encode_text: Callable[[str], str] = json.encoder.encode_basestring
"""Return a text as a JSON string."""

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Malformed(ValueError):  # noqa: N818  (it is an answer, not a failure)
    """Bytes that are no JSON text."""


def decode(body: bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        Malformed: It is no JSON, or it is nested more deeply than can be read.
    """
    try:
        text = body.decode("utf-8")
        # Only `json.loads` says of a byte order mark that it is one.
        value = json.loads(text) if text.startswith("\ufeff") else _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise Malformed(f"the body is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise Malformed("the body is nested too deeply") from None
    except ValueError as error:
        raise Malformed(str(error)) from None
    # Half a surrogate pair is legal in JSON and in no encoding: it becomes U+FFFD.
    return _repaired(value) if "\\u" in text else value


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(f"{text[:20]} is too large a number")
    return number


# One for all: `json.loads` makes a new one whenever it is told how to read numbers.
_DECODER = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)


def _repaired(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_repaired(item) for item in value]
    if isinstance(value, dict):
        return {_repaired(key): _repaired(item) for key, item in value.items()}
    return value
