"""The edits that make a request for a response one for a chat."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Protocol

from ..facts import Place, Repair, Unit
from ..finding import Edit, MustReview, Style
from .responses import TEXT, json_mode

_DROPPED = {"instructions", "reasoning", "store", "text"}


class Tree(Protocol):
    """What is needed of a unit's tree."""

    unit: Unit

    def span(self, node: Any) -> tuple[int, int]:
        """Return a node's byte offsets."""

    def node(self, place: Place, *kinds: type) -> Any:
        """Return the node of some kinds that a place covers, or None."""


def response_edits(tree: Tree, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
    """Return the edits of ``client.responses.create(…)`` itself.

    Args:
        tree: The unit's tree.
        repair: The change; its text says what the input is.
        style: Has no part in it.
    """
    del style
    call = tree.node(repair.place, ast.Call)
    method = call.func if call is not None else None
    resource = method.value if isinstance(method, ast.Attribute) else None
    if not isinstance(resource, ast.Attribute):
        return MustReview("The call could not be found again.")
    if b"#" in _between(tree, call):
        return MustReview("A comment stands between its arguments.")
    client = tree.span(resource.value)[1]
    cell = tree.unit.cell
    edits = [Edit(client, tree.span(method)[1], ".chat.completions.create", cell)]
    system = next((k for k in call.keywords if k.arg == "instructions"), None)
    spans = [tree.span(keyword) for keyword in call.keywords]
    texts = [_new(tree, keyword, system, repair.text) for keyword in call.keywords]
    kept = max(number for number, text in enumerate(texts) if text is not None)
    for number, ((start, end), text) in enumerate(zip(spans, texts, strict=True)):
        if text is None and number < kept:
            # With the comma and the space up to the next one.
            edits.append(Edit(start, spans[number + 1][0], "", cell))
        elif text:
            edits.append(Edit(start, end, text, cell))
    if kept + 1 < len(spans):
        edits.append(Edit(spans[kept][1], spans[-1][1], "", cell))
    return sorted(edits)


def _new(tree: Tree, keyword: Any, system: Any, kind: str) -> str | None:
    """Return an argument's new text; None if it goes, an empty one if it stays."""
    if keyword.arg == "input":
        return f"messages={_messages(tree, keyword.value, system, kind)}"
    if keyword.arg == "max_output_tokens":
        return f"max_tokens={_text(tree, keyword.value)}"
    if keyword.arg == "text" and json_mode(keyword.value):
        return 'response_format={"type": "json_object"}'
    return None if keyword.arg in _DROPPED else ""


def _between(tree: Tree, call: Any) -> bytes:
    """Return what stands between a call's arguments, outside of their texts."""
    data, at, found = tree.unit.data, tree.span(call.func)[1], b""
    for keyword in call.keywords:
        start, end = tree.span(keyword)
        found += data[at:start]
        at = end
    return found + data[at : tree.span(call)[1]]


def _text(tree: Tree, node: Any) -> str:
    start, end = tree.span(node)
    data = tree.unit.data
    # Parentheses around an expression are not part of it.
    before, after = data[:start].rstrip(), data[end:].lstrip()
    if before.endswith(b"(") and after.startswith(b")"):
        return f"({data[start:end].decode()})"
    return data[start:end].decode()


def _messages(tree: Tree, value: Any, system: Any, kind: str) -> str:
    """Return the expression of a chat's messages."""
    text = _text(tree, value)
    first = "" if system is None else _message("system", _text(tree, system.value))
    if kind == TEXT:
        second = _message("user", text)
        return f"[{first}, {second}]" if first else f"[{second}]"
    return f"[{first}, *{text}]" if first else text


def _message(role: str, content: str) -> str:
    return f'{{"role": "{role}", "content": {content}}}'
