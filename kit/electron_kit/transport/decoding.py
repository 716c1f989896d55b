"""How bytes that come in are read: media types, charsets and JSON, whatever their spelling.

Lenient in form: what has one meaning is taken for it. Strict in meaning: what has none is
refused by name. Each rule is the format's own (RFC 8259, RFC 9110) or was seen on a server.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable
from typing import Any

from jiter import from_json  # comes with the SDK, and takes half the time of `json`

from ..text import sendable

BOM = b"\xef\xbb\xbf"
# So much of a provider's words as an error can say and still be read.
_LONGEST_QUOTE = 300
_CHARSET = re.compile(rb"(?i);\s*charset\s*=\s*[\"']?([\w.:-]+)", re.ASCII)


class NotJSONError(ValueError):
    """Bytes that are no JSON; the message is a short phrase."""


def media_type(values: Iterable[bytes]) -> str:
    """Return the media type of a ``content-type``, without parameters and in lower case.

    Args:
        values: The header's values; a server or a proxy may have sent two.
    """
    for value in values:
        found = value.decode("latin-1").partition(";")[0].partition(",")[0].strip().lower()
        if found:
            return found
    return ""


def charset(value: bytes) -> str:
    """Return the charset that a ``content-type`` names, if Python knows it; else nothing.

    Args:
        value: The header's value.
    """
    found = _CHARSET.search(value)
    name = "" if found is None else found[1].decode("ascii")
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def parsed(data: bytes, charset: str = "") -> tuple[Any, bool]:
    """Return a JSON value, and whether the SDK would read the same from the same bytes.

    Args:
        data: JSON in UTF-8, perhaps with a byte-order mark, or in UTF-16 or UTF-32.
        charset: The encoding where it is none of these.

    Raises:
        NotJSONError: It is none, or nests deeper or counts further than a reader has to follow.
    """
    try:
        return from_json(data), True
    except ValueError as error:
        if "recursion" in str(error):
            raise NotJSONError("is not JSON that can be read: it nests too deep") from None
    try:
        text = _decoded(data, charset)
    except (UnicodeError, LookupError):
        raise NotJSONError("is not UTF-8") from None
    try:
        # Not strict: a tab inside a string can mean nothing else.
        return json.loads(text.lstrip("\ufeff"), strict=False), False
    except (ValueError, RecursionError):
        raise NotJSONError("is not JSON") from None


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        if not charset:
            raise
        return data.decode(charset)


def written(value: Any) -> bytes:
    """Return a value as JSON that the SDK reads, without halves of characters."""
    return json.dumps(_without_halves(value), ensure_ascii=False, separators=(",", ":")).encode()


def quoted(text: str | bytes, secrets: Iterable[str] = ()) -> str:
    """Return a provider's words as one short line without secrets.

    Args:
        text: The words.
        secrets: What may not stand in them, such as the key that they may repeat.
    """
    if isinstance(text, bytes):
        text = text[: 4 * _LONGEST_QUOTE].decode("utf-8", "replace")
    for secret in secrets:
        if secret:
            text = text.replace(secret, "…")
    line = " ".join(sendable(text).split())
    return line if len(line) <= _LONGEST_QUOTE else line[:_LONGEST_QUOTE] + "…"


def _without_halves(value: Any) -> Any:
    if isinstance(value, str):
        return sendable(value)
    if isinstance(value, list):
        return [_without_halves(item) for item in value]
    if isinstance(value, dict):
        return {sendable(name): _without_halves(item) for name, item in value.items()}
    return value
