"""The edits that make a request for a response one for a chat."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any, Protocol

from ..common.response_shape import TEXT
from ..facts import Place, Repair, Unit
from ..finding import Edit, MustReview, Style
from .responses import json_mode

# Moved into the messages (instructions) or ``response_format`` (text), or of no meaning for a chat.
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
    first = None if system is None else _message("system", _value(tree, system))
    spans = [tree.span(keyword) for keyword in call.keywords]
    stays = [keyword.arg not in _DROPPED or _carried(keyword) for keyword in call.keywords]
    kept = max(number for number, stay in enumerate(stays) if stay)
    # Each with the comma and the space up to the next one.
    edits += [
        Edit(spans[number][0], spans[number + 1][0], "", cell)
        for number in range(kept)
        if not stays[number]
    ]
    if kept + 1 < len(spans):
        edits.append(Edit(spans[kept][1], spans[-1][1], "", cell))
    for keyword in call.keywords:
        edits += _argument(tree, keyword, first, repair.text)
    return sorted(edits)


def _carried(keyword: Any) -> bool:
    """Say whether ``text=`` has a form in chat completions."""
    return keyword.arg == "text" and bool(json_mode(keyword.value))


def _argument(tree: Tree, keyword: Any, first: str | None, kind: str) -> list[Edit]:
    """Return the edits of an argument that has another name or form."""
    (start, end), value, cell = tree.span(keyword), _opens(tree, keyword), tree.unit.cell
    if keyword.arg == "max_output_tokens":
        return [Edit(start, value, "max_tokens=", cell)]
    if _carried(keyword):
        return [Edit(start, end, 'response_format={"type": "json_object"}', cell)]
    if keyword.arg != "input":
        return []
    before, after = ("", "") if first is None else (f"{first}, ", "")
    if kind == TEXT:
        before, after = f'[{before}{{"role": "user", "content": ', "}]"
    elif first is not None:
        before, after = f"[{before}*", "]"
    edits = [Edit(start, value, f"messages={before}", cell)]
    return [*edits, Edit(end, end, after, cell)] if after else edits


def _opens(tree: Tree, keyword: Any) -> int:
    """Return where an argument's expression begins, its parentheses included."""
    return tree.unit.data.index(b"=", tree.span(keyword)[0]) + 1


def _value(tree: Tree, keyword: Any) -> str:
    """Return the text of an argument's expression."""
    return tree.unit.data[_opens(tree, keyword) : tree.span(keyword)[1]].decode().strip()


def _between(tree: Tree, call: Any) -> bytes:
    """Return what stands between a call's arguments, outside of their texts."""
    data, at, found = tree.unit.data, tree.span(call.func)[1], b""
    for keyword in call.keywords:
        start, end = tree.span(keyword)
        found += data[at:start]
        at = end
    return found + data[at : tree.span(call)[1]]


def _message(role: str, content: str) -> str:
    return f'{{"role": "{role}", "content": {content}}}'
