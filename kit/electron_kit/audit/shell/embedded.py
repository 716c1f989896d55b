"""Clients that are made in a script's own programs: ``python -c "…"``, a document for ``node``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import ClientMade, Confidence, Place, Provider, Unit

_IMPORTS = re.compile(
    rb"(?m)^[^\n#]*\b(?:from[ \t]+openai[ \t]+import|import[ \t]+openai\b|"
    rb"(?:from|require\()[ \t]*\\?[\"']openai\\?[\"'])"
)
_MADE = re.compile(
    rb"(?<![\w.])(?:new[ \t]+)?(?:openai\.)?(?P<name>(?:Async)?OpenAI)\((?P<rest>[^\n]*)"
)
_ELSEWHERE = re.compile(rb"base_?url|base_?URL|\*\*", re.I)


def embedded_clients(unit: Unit, data: bytes) -> Iterator[ClientMade]:
    """Yield the clients on OpenAI's address that a script's own programs make.

    Args:
        unit: The file.
        data: Its text without comments.
    """
    if not _IMPORTS.search(data):
        return
    for match in _MADE.finditer(data):
        if not _ELSEWHERE.search(match["rest"]):
            yield ClientMade(
                place=Place(unit, match.start("name"), match.end()),
                provider=Provider.OPENAI, constructor=match["name"].decode(),
                # What else the program says is not followed.
                confidence=Confidence.MEDIUM,
            )  # fmt: skip


__all__ = ["embedded_clients"]
