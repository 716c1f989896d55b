"""Tests of a model's name in a shell: ``[[ "$MODEL" == gpt-5* ]]``, ``case "$MODEL" in gpt-*)``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Confidence, Fact, ModelLogic, Place, Unit

_VARIABLE = rb"[\"']?\$\{?\w*(?:[Mm]odel|MODEL|LLM|llm|ENGINE|engine)\w*(?::-[^}\n]*)?\}?[\"']?"
# A name, its beginning, or a pattern of it; not of models that are only called like OpenAI's.
_NAME = rb"\^?\(?(?!gpt-?(?:oss|neo|j\b|2))(?:gpt-?[\d*.]|gpt-|chatgpt|o[134](?![\w/]))[\w.*|+-]*"
_TEST = re.compile(
    rb"\[\[?[ \t]+(?:!\s*)?" + _VARIABLE + rb"[ \t]*(?:==?|!=|=~)[ \t]*[\"']?[*]?" + _NAME
)
_CASE = re.compile(rb"\bcase[ \t]+" + _VARIABLE + rb"[ \t]+in\b(?P<body>.*?)\besac\b", re.S)
_PATTERN = re.compile(rb"(?m)(?:^|[|(;])[ \t]*[\"']?[*]?" + _NAME + rb"[\"']?[*]?[ \t]*[|)]")


def model_tests(unit: Unit, data: bytes) -> Iterator[Fact]:
    """Yield tests whose way depends on OpenAI's names for models.

    Args:
        unit: The file.
        data: Its text without comments.
    """
    places = [match.span() for match in _TEST.finditer(data)]
    cases = [match for match in _CASE.finditer(data) if _PATTERN.search(match["body"])]
    places += [(match.start(), match.start("body")) for match in cases]
    for start, end in sorted(places):
        detail = data[start:end].decode("utf-8", "replace")[:60]
        yield ModelLogic(
            place=Place(unit, start, end),
            how="branches on",
            detail=detail,
            confidence=Confidence.MEDIUM,
        )


__all__ = ["model_tests"]
