"""Models for embeddings that a text names with its vendor: ``openai/text-embedding-3-small``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...facts import Confidence, FrameworkClient
from ..index import Module
from ..syntax import Node, string_value
from ..test_files import is_test
from ..written import key_of, last_name

_NAMED = re.compile(r"^openai[:/]text-embedding-[\w-]+$")
_KEPT = re.compile(r"(?i)embed")
_ASKING = ("embed", "embedMany")


def named_embeddings(module: Module) -> Iterator[FrameworkClient]:
    """Yield where a gateway of the AI SDK's or Mastra's is given such a model, or it is kept.

    Args:
        module: The file.
    """
    if b"text-embedding-" not in module.unit.data or is_test(module):
        return
    for node in module.strings:
        if _NAMED.match(string_value(node) or "") and _is_asked(node):
            yield FrameworkClient(
                place=node.place,
                framework="ai",
                symbol="embedding model",
                endpoint="embeddings",
                confidence=Confidence.MEDIUM,
                where="A second client that stays with OpenAI.",
            )


def _is_asked(node: Node) -> bool:
    """Say whether a name is what something embeds with."""
    parent = node.parent
    while parent is not None and parent.kind in (
        "ternary_expression",
        "binary_expression",
    ):
        parent = parent.parent
    if parent is None:
        return False
    if parent.kind == "variable_declarator":
        name = parent.get("name")
        return name is not None and _KEPT.search(name.text) is not None
    if parent.kind != "pair":
        return False
    if _KEPT.search(str(key_of(parent))):
        return True
    given = parent.parent.parent if parent.parent is not None else None
    call = given.parent if given is not None and given.kind == "arguments" else None
    return (
        call is not None
        and key_of(parent) == "model"
        and last_name(call.get("function") or call) in _ASKING
    )
