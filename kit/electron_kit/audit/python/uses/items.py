"""What is read and asked of a response's items and events, in a chat's words."""

from __future__ import annotations

import ast
from typing import Any

from ....contract.responses import CALL, CALL_FIELDS, CALL_TYPE, TEXT_EVENT
from ...facts import Place
from ..tree import place_of
from .types import is_call_test, type_test
from .ways import Step

OUTPUT, CALLS, ITEM, MIXED = "@output", "@calls", "@item", "@mixed"
STREAM, EVENT = "@stream", "@event"
MESSAGE = ".choices[0].message"
_DELTA = ".choices[0].delta.content"
_ASKS = (ast.If, ast.While, ast.IfExp, ast.BoolOp)


class Items:
    """A part of an answer's way: what is read and asked of its items and events."""

    def read_of(self, step: Step, read: Any, kind: str) -> None:
        """Say what is read of an item or an event in a chat's words."""
        test = read.parent
        name = step.node.id if step.node.__class__ is ast.Name else ""
        if read.attr == "type" and name and (asked := type_test(test, name)) is not None:
            self.asked(test, asked, kind, name)
        elif kind == EVENT and read.attr == "delta":
            self.change(step.node, read, _DELTA)
        elif kind == EVENT:
            self.problem(f"has the `{read.attr}` of an event read", read)
        elif read.attr in CALL_FIELDS:
            self.change(step.node, read, f".{CALL_FIELDS[read.attr]}")
        elif kind == MIXED and (text := _text_of(read)) is not None:
            self.change(step.node, text, ".content")
        else:
            self.problem(f"has the `{read.attr}` of an item read", read)

    def asked(self, test: Any, asked: tuple[str, bool], kind: str, name: str) -> None:
        """Say a test of a type in a chat's words."""
        word, positive = asked
        known = {EVENT: (TEXT_EVENT,), MIXED: (CALL, "message")}.get(kind, (CALL,))
        if word not in known:
            what = "events" if kind == EVENT else "items"
            self.problem(f"reads {what} of the type `{word}`", test)
            return
        if kind == ITEM:
            place = place_of(test.comparators[0])
            quote = place.text[:1]
            self.changes.append((place, f"{quote}{CALL_TYPE}{quote}"))
            return
        if kind == EVENT:
            text = f"{name}.choices and {name}{_DELTA}"
            outer = test.parent.__class__ is ast.BoolOp
            text = f"not ({text})" if not positive else f"({text})" if outer else text
        else:
            text = f'hasattr({name}, "function")' if word == CALL else f"{name}.content"
            text = f'getattr({name}, "content", None)' if word != CALL else text
            text = text if positive else f"not {text}"
        self.changes.append((place_of(test), text))

    def asks_first(self, step: Step, test: Any) -> None:
        """Say in a chat's words whether the first item is a call."""
        positive = is_call_test(test)
        if positive is None or test.parent.__class__ not in _ASKS:
            self.problem("asks what the first item of its output is", test)
            return
        left = test.left
        if not positive:
            self.around(left, "not ", "")
        place = place_of(test)
        inner = place_of(step.node)
        self.changes.append((Place(place.unit, inner.end, place.end), f"{MESSAGE}.tool_calls"))

    def tested(self, step: Step, parent: Any) -> None:
        """A test whether there is a call, or how many."""
        if parent.__class__ is ast.Compare:
            sides = [side for side in (parent.left, *parent.comparators) if side is not step.node]
            plain = all(side.__class__ is ast.Constant and side.value is None for side in sides)
            empty = all(side.__class__ is ast.List and not side.elts for side in sides)
            if not plain and not empty:
                self.problem("has its calls compared", parent)
        elif parent.__class__ is ast.UnaryOp and parent.op.__class__ is not ast.Not:
            self.problem("has its calls counted in a way of its own", parent)


def index_of(node: Any) -> int | None:
    """Return the number that a subscript picks by, if it is written there."""
    at = node.slice
    if at.__class__ is ast.UnaryOp and at.op.__class__ is ast.USub:
        value = getattr(at.operand, "value", None)
        return -value if value.__class__ is int else None
    value = at.value if at.__class__ is ast.Constant else None
    return value if value.__class__ is int else None


def _text_of(read: Any) -> Any:
    """Return the end of ``.content[0].text``, or None."""
    picked = read.parent if read.attr == "content" else None
    if picked.__class__ is not ast.Subscript or index_of(picked) != 0:
        return None
    text = picked.parent
    return text if text.__class__ is ast.Attribute and text.attr == "text" else None
