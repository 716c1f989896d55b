"""What is gone to only for another vendor's models: a branch that asks for its name."""

from __future__ import annotations

import re

from .scopes import FUNCTIONS
from .syntax import Node

_NAMES = re.compile(
    r"(?i)anthropic|claude|gemini|google|mistral|cohere|groq|deepseek|bedrock|vertex|qwen|ollama"
)
_OPENAI = re.compile(r"(?i)openai|gpt-")
_NOT = re.compile(r"!==?|(?<![=!])!(?!=)")


def in_vendors_branch(node: Node) -> bool:
    """Say whether a node is gone to only for another vendor.

    ``if (model === GOOGLE_MODEL) …``, ``provider === "anthropic" ? … : …``, ``case "gemini":``.

    Args:
        node: The node.
    """
    child = node
    for parent in node.up():
        if parent.kind in FUNCTIONS:
            return False
        if parent.kind in ("if_statement", "ternary_expression"):
            asked = parent.get("condition")
            if parent.get("consequence") is child and asked is not None and _asks(asked.text):
                return True
        if parent.kind == "switch_case":
            value = parent.get("value")
            if value is not None and value is not child and _asks(value.text):
                return True
        child = parent
    return False


def names_vendor(path: str) -> bool:
    """Say whether a file is by its name another vendor's: ``providers/mistral.ts``.

    Args:
        path: The file's path.
    """
    return _asks(path.rpartition("/")[2])


def _asks(text: str) -> bool:
    return bool(_NAMES.search(text)) and not _OPENAI.search(text) and not _NOT.search(text)
