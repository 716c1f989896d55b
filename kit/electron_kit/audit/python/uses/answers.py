"""What becomes of a response: its output, the items in it, the events of its stream.

Beside the ends of the way there are *changes*: texts that say the same of a chat's answer. What has
none is a *problem*, and its request stays.
"""

from __future__ import annotations

import ast
from typing import Any

from ....contract.responses import CALL_FIELDS
from ...facts import Place
from ..response_reads import reading
from ..tree import last_name, place_of
from .items import CALLS, EVENT, ITEM, MESSAGE, MIXED, OUTPUT, STREAM, Items, index_of
from .joins import Joins
from .types import guarded, is_name, tested_first, type_test, types_asked
from .walk import Uses, Walk
from .ways import SHOWN, Step, described

_ON = (
    ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Expr, ast.Return, ast.Await, ast.IfExp,
    ast.BoolOp, ast.keyword, ast.withitem, ast.Lambda, ast.arguments, ast.Delete,
)  # fmt: skip
_TESTS = (ast.If, ast.While, ast.Assert, ast.UnaryOp, ast.Compare)


class Answers(Joins, Items, Walk):
    """The way of one response.

    Args:
        uses: What follows values.
        call: The request.
        stream: Whether it asks for a stream.
        joins: The expressions by which histories get what is no plain message, by id.

    Attributes:
        changes: Places with the texts that say the same of a chat's answer.
        problems: What has none: a clause, and where it stands.
        added: Of ``joins``, those that are this response's: the expression, and what it is.
        filled: What lists of calls are filled with.
        read: The names that are read for what the response said.
    """

    def __init__(self, uses: Uses, call: Any, stream: bool, joins: set[int]) -> None:
        """Start at the request."""
        super().__init__(uses, call, False, (STREAM,) if stream else ())
        self.joins = joins
        self.changes: list[tuple[Place, str]] = []
        self.problems: list[tuple[str, Any]] = []
        self.added: dict[int, tuple[Any, str]] = {}
        self.filled: list[Any] = []
        self.read: list[Any] = []
        self.moved: set[int] = set()

    def problem(self, text: str, node: Any) -> None:
        """Note what a chat's answer has no counterpart for."""
        self.problems.append((text, node))

    def change(self, start: Any, end: Any, text: str) -> None:
        """Note a new text from the end of one node to the end of another."""
        inner, whole = place_of(start), place_of(end)
        self.changes.append((Place(whole.unit, inner.end, whole.end), text))

    def around(self, node: Any, before: str, after: str) -> None:
        """Note texts before and after a node."""
        place = place_of(node)
        ends = ((place.start, before), (place.end, after))
        self.changes += [(Place(place.unit, at, at), text) for at, text in ends if text]

    def handle(self, step: Step, parent: Any) -> None:
        """Go on from a step to the node around it."""
        kind = step.path[0] if step.path else ""
        if step.node.__class__ is ast.Name and (
            kind.startswith("@") or getattr(parent, "attr", "") == "output"
        ):
            self.read.append(step.node)
        if id(step.node) in self.moved:
            return
        if not kind and parent.__class__ is ast.Attribute and parent.attr == "output":
            self._output(step, parent)
        elif not kind.startswith("@"):
            super().handle(step, parent)
        elif parent.__class__ is ast.Call:
            self._call(step, parent, kind)
        elif parent.__class__ in (ast.For, ast.AsyncFor) and parent.iter is step.node:
            self._loop(step, parent, kind)
        elif parent.__class__ is ast.comprehension and parent.iter is step.node:
            self._comprehension(step, parent, kind)
        elif kind in (ITEM, MIXED, EVENT) and parent.__class__ is ast.Attribute:
            self.read_of(step, parent, kind)
        elif kind == CALLS and parent.__class__ is ast.Subscript and index_of(parent) is not None:
            self.go(step, parent, (ITEM,))
        elif kind == CALLS and parent.__class__ is ast.Attribute and _fills(parent):
            self.filled.append(parent.parent.args[0])
        elif kind in (CALLS, ITEM) and parent.__class__ in _TESTS:
            self.tested(step, parent)
        elif kind == ITEM and parent.__class__ is ast.List and id(step.node) in self.joins:
            self.joins_alone(step)
        elif parent.__class__ is ast.Tuple and parent.parent.__class__ in (ast.Return, ast.Assign):
            super().handle(step, parent)
        elif (
            (parent.__class__ in (ast.ListComp, ast.GeneratorExp) and parent.elt is step.node)
            or parent.__class__ is ast.FormattedValue
            or parent.__class__ is ast.comprehension
        ):
            pass
        elif parent.__class__ in _ON and (kind != MIXED or parent.__class__ is ast.Expr):
            super().handle(step, parent)
        else:
            self.problem(f"has {_WORDS[kind]} used in {described(parent)}", parent)

    def _output(self, step: Step, output: Any) -> None:
        """Go on with the items of an answer."""
        if not isinstance(reading(step.node), str):
            self.end("other", step)
            return
        parent = output.parent
        kind = parent.__class__
        if kind is ast.Subscript and parent.value is output:
            self._one(step, parent)
            return
        if kind is ast.Call and last_name(parent.func) in SHOWN:
            self.change(step.node, output, MESSAGE)
            return
        if self.joins_whole(step, output, parent):
            return
        name = getattr(getattr(parent, "target", None), "id", "") if kind is ast.For else ""
        mixed = bool(name) and "message" in types_asked(parent.body, name)
        if mixed:
            if step.node.__class__ not in (ast.Name, ast.Attribute):
                self.problem("has messages and calls told apart where it is asked for", output)
                return
            text = place_of(step.node).text
            self.around(step.node, "[", "")
            self.change(step.node, output, f"{MESSAGE}, *({text}{MESSAGE}.tool_calls or [])]")
        else:
            bare = kind in (ast.For, ast.comprehension, ast.Assign, ast.Return, ast.Call)
            calls = f"{MESSAGE}.tool_calls or []"
            if bare:
                self.change(step.node, output, calls)
            else:
                self.around(output, "(", ")")
                self.change(step.node, output, calls)
        self.go(step, output, (OUTPUT,))

    def _one(self, step: Step, picked: Any) -> None:
        """Go on with an item that is picked by its place."""
        at = index_of(picked)
        above = picked.parent
        if at not in (0, -1):
            self.problem("picks an item of its output that may be anything", picked)
            return
        if above.__class__ is ast.Attribute and above.attr == "type" and at == 0:
            self.asks_first(step, above.parent)
            return
        if above.__class__ is ast.Attribute and above.attr not in CALL_FIELDS:
            self.problem(f"has the `{above.attr}` of its first item read", picked)
            return
        self.change(step.node, picked, f"{MESSAGE}.tool_calls[{at}]")
        self.go(step, picked, (ITEM,))

    def _loop(self, step: Step, loop: Any, kind: str) -> None:
        """Go on with the items that a loop takes one by one."""
        inner = EVENT if kind == STREAM else ITEM
        if kind in (OUTPUT, STREAM):
            if loop.target.__class__ is not ast.Name or loop.orelse:
                self.problem("has its items taken apart in a loop", loop.iter)
                return
            name = loop.target.id
            first = self.appends_all(step, loop) if kind == OUTPUT else None
            if not guarded(loop.body[1:] if first is not None else loop.body, name):
                self.problem(f"has {_WORDS[kind]} of every type looked at", loop.iter)
                return
            if kind == OUTPUT and "message" in types_asked(loop.body, name):
                inner = MIXED
            if first is not None:
                self.joins_before(step, loop, first)
        self.bound(Step(step.node, (inner,), step.doubt), loop.target)

    def _comprehension(self, step: Step, part: Any, kind: str) -> None:
        """Go on with the items that a comprehension takes, and with those that it gives."""
        whole, target = part.parent, part.target
        if target.__class__ is not ast.Name:
            self.problem("has its items taken apart in a comprehension", part.iter)
            return
        element = getattr(whole, "elt", None)
        asks = _asked_any(whole) and type_test(element, target.id) is not None
        picks = any(tested_first(test, target.id) for test in part.ifs)
        if kind in (OUTPUT, STREAM) and not picks and (kind == STREAM or not asks):
            self.problem(f"has {_WORDS[kind]} of every type looked at", part.iter)
            return
        if kind == STREAM:
            self.bound(Step(step.node, (EVENT,), step.doubt), target)
            return
        self.bound(Step(step.node, (ITEM,), step.doubt), target)
        if is_name(element, target.id):
            self.go(step, whole, (CALLS,))

    def _call(self, step: Step, call: Any, kind: str) -> None:
        """Follow items into a function, or into a list."""
        last = last_name(call.func)
        method = call.func.__class__ is ast.Attribute
        at = next((i for i, given in enumerate(call.args) if given is step.node), None)
        if call.func is step.node or (at is None and kind != STREAM):
            self.problem(f"hands {_WORDS[kind]} on to {described(call)}", call)
        elif any(o.kind in ("func", "class") for o in self.resolver.of(call.func)):
            super().handle(step, call)
        elif last in SHOWN or (last in ("len", "bool") and kind in (CALLS, ITEM)):
            return
        elif last == "getattr" and kind in (ITEM, MIXED, EVENT) and step.node.__class__ is ast.Name:
            asked = type_test(call.parent, step.node.id)
            if asked is not None:
                self.asked(call.parent, asked, kind, step.node.id)
            else:
                self.problem("has items read by names", call)
        elif last == "next" and kind == CALLS and at == 0:
            self.go(step, call, (ITEM,))
        elif last in ("list", "tuple", "reversed") and kind == CALLS and not method:
            self.go(step, call)
        elif last in ("any", "all", "sum") and kind == CALLS and not method:
            return
        elif last in ("enumerate", "zip") and kind == CALLS:
            self._numbered(step, call, at if last == "zip" else 1)
        elif last == "append" and kind == ITEM and method:
            self.appended(step, call)
        else:
            self.problem(f"hands {_WORDS[kind]} on to {described(call)}", call)

    def _numbered(self, step: Step, call: Any, at: int | None) -> None:
        loop = call.parent
        target = getattr(loop, "target", None)
        if loop.__class__ not in (ast.For, ast.comprehension) or target.__class__ is not ast.Tuple:
            self.problem(f"hands calls on to {described(call)}", call)
        elif at is not None and at < len(target.elts):
            self.bound(Step(step.node, (ITEM,), step.doubt), target.elts[at])


_WORDS = {
    OUTPUT: "items", CALLS: "calls", ITEM: "a call", MIXED: "an item", STREAM: "events",
    EVENT: "an event",
}  # fmt: skip


def _fills(read: Any) -> bool:
    """Say whether a list gets an item: ``calls.append(item)``."""
    call = read.parent
    return call.__class__ is ast.Call and read.attr == "append" and len(call.args) == 1


def _asked_any(whole: Any) -> bool:
    outer = whole.parent
    return outer.__class__ is ast.Call and last_name(outer.func) == "any"
