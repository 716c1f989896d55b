"""Bases that a request is told: where callers choose OpenAI's among other vendors'."""

from __future__ import annotations

import ast
from typing import Any

from ..facts import Provider
from ..hosts import BASE, provider_of_url
from .resolve.resolver import Resolver


def told_bases(address: Any, resolver: Resolver) -> list[Any]:
    """Return where OpenAI's base is written, of a request that is also sent to others.

    ``ask("https://api.openai.com/v1", key)`` beside ``ask("https://api.x.ai/v1", key)``: the
    request is everybody's, and the address is what has to be changed.

    Args:
        address: The address of the request: ``f"{base}/chat/completions"``.
        resolver: The project's resolver.
    """
    first = address.values[0] if address.__class__ is ast.JoinedStr else None
    if first.__class__ is not ast.FormattedValue:
        return []
    texts = [
        item
        for item in resolver.of(first.value)
        if item.kind == "const" and isinstance(item.data, str) and "://" in item.data
    ]
    if not any(provider_of_url(item.data) is Provider.OTHER for item in texts):
        return []
    ours = [item.node for item in texts if BASE.match(item.data)]
    # A table's entry or a setting's default is asked for where the request is.
    return ours if all(_is_chosen(literal, resolver) for literal in ours) else []


def _is_chosen(literal: Any, resolver: Resolver) -> bool:
    """Say whether a base is given to something of the project's own, or one of two there."""
    if literal.__class__ is not ast.Constant:
        return False
    parent = literal.parent
    if parent.__class__ is ast.IfExp:
        return True
    call = parent.parent if parent.__class__ is ast.keyword else parent
    return call.__class__ is ast.Call and any(
        item.kind in ("func", "class") for item in resolver.of(call.func)
    )
