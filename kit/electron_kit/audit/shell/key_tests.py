"""Tests of a key by how OpenAI's begin: ``[[ "$key" =~ ^sk- ]]``, ``grep '^sk-'``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import CredentialRead, Place, Unit
from ..hosts import FOREIGN_KEYS

_TEST = re.compile(
    # ``[[ $key != sk-* ]]``, ``-match '^sk-'``, ``-like "sk-*"``
    rb"(?i)"
    rb"(?:=~|[!=]=|\[[ \t][^\]\n]{0,80}[ \t]=|"
    rb"-i?c?(?:not)?(?:match|like))[ \t]*[\"']?\^?(?P<sk>sk-)|"
    rb"\b(?:e?grep|findstr|rg)\b[^\n|;]{0,200}[\"' ^]\^?(?P<searched>sk-)|"
    rb"\.StartsWith\([\"'](?P<method>sk-)|"
    # ``case "$key" in sk-*)``
    rb"(?m:^[ \t]*[\"']?(?P<case>sk-)[\w\[\]-]*[\"']?\*[\"']?\))"
)
# In lines: a prompt for a key, and its test.
_ABOVE = 8
# Another vendor's keys, which begin like OpenAI's.
_ANOTHERS = re.compile(rb"sk-(?:ant|or|lf|litellm)\b")


def key_tests(unit: Unit, data: bytes) -> Iterator[CredentialRead]:
    """Yield tests that let only OpenAI's keys pass, one a line.

    Args:
        unit: The file.
        data: Its text without comments.
    """
    lines: set[int] = set()
    if b"openai" not in data.lower():
        return
    for match in _TEST.finditer(data):
        at = match.start(str(match.lastgroup))
        line = unit.line_of(at)
        if line not in lines and not _ANOTHERS.match(data, at) and not _is_anothers(data, at):
            lines.add(line)
            yield CredentialRead(place=Place(unit, at, at + 3), variable="sk-", how="checked")


def _is_anothers(data: bytes, at: int) -> bool:
    """Say whether the lines above speak of another vendor alone, whose keys may begin so too."""
    above = b"\n".join(data[:at].splitlines()[-_ABOVE:]).decode("utf-8", "replace")
    return bool(FOREIGN_KEYS.search(above)) and "openai" not in above.lower()


__all__ = ["key_tests"]
