"""What is gone to only for another vendor's models: a branch that asks for its name."""

from __future__ import annotations

import re

from ..facts import Provider
from ..hosts import provider_of_url
from .scopes import FUNCTIONS
from .syntax import Node

_NAMES = re.compile(
    r"(?i)anthropic|claude|gemini|google|mistral|cohere|groq|deepseek|bedrock|vertex|qwen|ollama|"
    r"(?<![a-z])xai(?![a-z])|(?<![a-z])grok(?![a-z])"
)
_ADDRESS = re.compile(r"https?://[\w.-]+/[\w/.:-]*(?:completions|messages|generate)")
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


def asks_elsewhere(node: Node) -> bool:
    """Say whether the function around a node writes the address of another vendor's, and not ours.

    Args:
        node: The node.
    """
    for above in node.up():
        if above.kind in FUNCTIONS:
            found = {provider_of_url(url) for url in _ADDRESS.findall(above.text)}
            if found & {Provider.OPENAI, Provider.AZURE}:
                return False
            if Provider.OTHER in found or "@cf/" in above.text:
                return True
    return False


# Anthropic's and Google's own ways to ask, and JSON's to put a body together.
_THEIR_CALLS = re.compile(r"\.messages\.(?:create|stream)$|getGenerativeModel$|generateContent\w*$")


def sent_elsewhere(node: Node) -> bool:
    """Say whether a setting goes to another vendor: in its call, its branch, its function.

    ``anthropic.messages.create({ max_tokens })``, ``function askDeepseek(…) { fetch(…) }``.

    Args:
        node: What is set.
    """
    if in_vendors_branch(node) or asks_elsewhere(node):
        return True
    for above in node.up():
        callee = above.get("function") if above.kind == "call_expression" else None
        if callee is not None and _THEIR_CALLS.search(callee.text):
            return True
        if above.kind in FUNCTIONS:
            holder = above.parent if above.get("name") is None else above
            name = holder.get("name") if holder is not None else None
            if name is not None and _asks(name.text) and not _OPENAI.search(above.text):
                return True
    return False


def names_vendor(path: str) -> bool:
    """Say whether a file is by its name another vendor's: ``providers/mistral.ts``.

    Args:
        path: The file's path.
    """
    return _asks(path.rpartition("/")[2])


def _asks(text: str) -> bool:
    return bool(_NAMES.search(text)) and not _OPENAI.search(text) and not _NOT.search(text)
