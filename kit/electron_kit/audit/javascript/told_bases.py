"""Bases that a request is told: where callers choose OpenAI's among other vendors'."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Provider
from ..hosts import BASE, provider_of_url
from .addresses import first_part
from .index import Module
from .resolve import Resolver
from .syntax import Node, string_value
from .test_files import is_test
from .written import key_of

_PATH = re.compile(r"/?(?:v1/)?(?:chat/)?completions$")


def told_bases(resolver: Resolver, node: Node) -> list[Node]:
    """Return where OpenAI's base is written, of a request that is also sent to others.

    ``ask("https://api.openai.com/v1", key)`` beside ``ask("https://api.x.ai/v1", key)``: the
    request is everybody's, and the address is what has to be changed.

    Args:
        resolver: The project's resolver.
        node: The address of the request: ``${base}/chat/completions``.
    """
    first = first_part(node)
    if first is None or first is node:
        return []
    texts = [
        o
        for o in resolver.of(first)
        if isinstance(o.data, str) and "://" in o.data and not is_test(o.node.module)
    ]
    ours = [o.node for o in texts if BASE.match(o.data)]
    if not ours or not all(_is_chosen(literal, resolver) for literal in ours):
        # A table's entry or a setting's default is asked for where the request is.
        return []
    shared = any(provider_of_url(o.data) is Provider.OTHER for o in texts)
    told = len(ours) == len(texts) and all(_is_argument(literal) for literal in ours)
    return ours if shared or told else []


def _is_argument(literal: Node) -> bool:
    return literal.parent is not None and literal.parent.kind == "arguments"


def _is_chosen(literal: Node, resolver: Resolver) -> bool:
    """Say whether a base is given to a function of the project's own, or one of two there."""
    parent = literal.parent
    if parent is not None and parent.kind == "ternary_expression":
        return True
    call = parent.parent if parent is not None and parent.kind == "arguments" else None
    callee = (call.get("function") or call.get("constructor")) if call is not None else None
    return callee is not None and any(
        item.kind in ("function", "class") for item in resolver.of(callee)
    )


def tables(module: Module) -> Iterator[Node]:
    """Yield bases of OpenAI's that stand beside the path: ``baseUrl: "…", chatUrl: "/chat/…"``.

    Args:
        module: The file.
    """
    for node in module.strings:
        pair = node.parent
        if pair is None or pair.kind != "pair" or not BASE.match(string_value(node) or ""):
            continue
        holder = pair.parent
        for other in holder.children if holder is not None else ():
            value = other.get("value")
            if other is pair or not key_of(other) or value is None:
                continue
            if _PATH.match(string_value(value) or ""):
                yield node
                break
