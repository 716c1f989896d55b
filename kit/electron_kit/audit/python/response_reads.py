"""What of a response is read, and how a chat's answer has it."""

from __future__ import annotations

import ast
from typing import Any

from ...contract.responses import USAGE
from ..facts import Place
from .tree import last_name


def reading(node: Any) -> tuple[Any, str] | str:
    """Return what of an answer is read and how a chat's answer has it; or what it has not.

    Args:
        node: The expression that is the answer.

    Returns:
        The outermost node that is replaced up to its end, and the text that comes after the
        answer's expression; or the name of what a chat's answer lacks.
    """
    parent = node.parent
    if parent.__class__ is not ast.Attribute or parent.value is not node:
        return ""
    if parent.attr == "output_text":
        return parent, ".choices[0].message.content"
    whole = _first_text(parent) if parent.attr == "output" else None
    if whole is not None:
        return whole, ".choices[0].message.content"
    if parent.attr != "usage":
        return str(parent.attr)
    count = parent.parent
    if count.__class__ is not ast.Attribute or count.value is not parent:
        return "usage"
    if count.attr in USAGE:
        return count, f".usage.{USAGE[count.attr]}"
    return f"usage.{count.attr}"


def is_printed(node: Any) -> bool:
    """Say whether an answer is written out for a reader only: ``print(answer.to_json())``.

    Args:
        node: The expression that is the answer.
    """
    call = node.parent.parent if node.parent.__class__ is ast.Attribute else None
    if call.__class__ is not ast.Call or call.func is not node.parent:
        return False
    outer = call.parent
    dumps = node.parent.attr in ("model_dump_json", "to_json", "model_dump", "to_dict")
    return dumps and outer.__class__ is ast.Call and last_name(outer.func) == "print"


def or_empty(whole: Any, inner: Place, text: Place, new: str) -> list[tuple[Place, str]]:
    """Return the changes that read a text where there may be none: a response has an empty one.

    Args:
        whole: The expression that reads it.
        inner: Where the answer is written.
        text: What is replaced.
        new: The text that reads it of a chat's answer.
    """
    alone = whole.parent.__class__ in (ast.Assign, ast.Return, ast.keyword) or (
        whole.parent.__class__ is ast.Call and whole in whole.parent.args
    )
    if alone:
        return [(text, f'{new} or ""')]
    return [(Place(inner.unit, inner.start, inner.start), "("), (text, f'{new} or "")')]


def _first_text(node: Any) -> Any:
    """Return the end of ``.output[0].content[0].text``, or None if something else is read."""
    for step in (0, "content", 0, "text"):
        above = node.parent
        if above.__class__ is ast.Subscript and above.value is node:
            found = above.slice.value if above.slice.__class__ is ast.Constant else None
        elif above.__class__ is ast.Attribute:
            found = above.attr
        else:
            return None
        if found != step:
            return None
        node = above
    return node
