"""How what a response said joins a history: whole, or call by call."""

from __future__ import annotations

import ast
from typing import Any

from ...facts import Place
from ..readers import holder
from ..tree import last_name, place_of
from .items import CALLS, ITEM, MESSAGE, OUTPUT
from .types import is_name
from .ways import Step, described


class Joins:
    """A part of an answer's way: how it joins a history, whole or call by call."""

    def joins_whole(self, step: Step, output: Any, parent: Any) -> bool:
        """Note that the whole output joins a history; say whether it does."""
        kind = parent.__class__
        if kind is ast.Starred and parent.parent.__class__ in (ast.List, ast.Tuple):
            star = place_of(parent)
            self.changes.append((Place(star.unit, star.start, star.start + 1), ""))
            self.change(step.node, output, MESSAGE)
        elif (
            kind is ast.Call
            and last_name(parent.func) == "extend"
            and parent.args == [output]
            and parent.func.__class__ is ast.Attribute
        ):
            self.change(parent.func.value, parent.func, ".append")
            self.change(step.node, output, MESSAGE)
        elif (kind is ast.AugAssign and parent.value is output) or (
            kind is ast.BinOp and parent.op.__class__ is ast.Add
        ):
            self.around(step.node, "[", "")
            self.change(step.node, output, f"{MESSAGE}]")
        else:
            return False
        self.added[id(output)] = (output, OUTPUT)
        return True

    def appends_all(self, step: Step, loop: Any) -> Any:
        """Return the call by which a loop adds every item to a history before all else."""
        first = loop.body[0].value if loop.body[0].__class__ is ast.Expr else None
        whole = (
            first.__class__ is ast.Call
            and len(loop.body) > 1
            and last_name(first.func) == "append"
            and len(first.args) == 1
            and is_name(first.args[0], loop.target.id)
            and id(first.args[0]) in self.joins
            and step.node.__class__ is ast.Attribute
            and step.node.value.__class__ is ast.Name
        )
        alone = whole and _own_line(loop) is not None and _own_line(loop.body[0]) is not None
        return first if alone else None

    def joins_before(self, step: Step, loop: Any, call: Any) -> None:
        """Add the message, which has all items, before the loop that added each of them."""
        place, start = place_of(call), place_of(loop).start
        unit, indent = place.unit, _own_line(loop) or ""
        owner, answer = place_of(call.func.value).text, step.node.value.id
        newline = "\r\n" if b"\r\n" in unit.data else "\n"
        text = f"{owner}.append({answer}{MESSAGE}){newline}{indent}"
        self.changes.append((Place(unit, start, start), text))
        begin = unit.data.rfind(b"\n", 0, place.start) + 1
        after = unit.data.find(b"\n", place.end) + 1 or len(unit.data)
        self.changes.append((Place(unit, begin, after), ""))
        self.added[id(call.args[0])] = (loop, OUTPUT)
        self.moved.add(id(call.args[0]))

    def joins_alone(self, step: Step) -> None:
        """A call joins a history by itself."""
        before = '{"role": "assistant", "content": None, "tool_calls": ['
        self.around(step.node, before, "]}")
        self.added[id(step.node)] = (step.node, ITEM)

    def appended(self, step: Step, call: Any) -> None:
        """An item joins a list: a history, or one of calls that was empty."""
        owner = call.func.value
        if id(step.node) in self.joins:
            self.joins_alone(step)
            return
        scope = holder(owner.id, owner.scope) if owner.__class__ is ast.Name else None
        bindings = scope.bindings[owner.id] if scope is not None else []
        if scope is None or not all(
            b.how == "value" and b.value.__class__ is ast.List and not b.value.elts
            for b in bindings
        ):
            self.problem(f"hands a call on to {described(call)}", call)
            return
        for binding in bindings:
            self.todo.append(Step(binding.value, (CALLS,), step.doubt))


def _own_line(node: Any) -> str | None:
    """Return what a statement's line is indented by; None if it does not have it for its own."""
    place = place_of(node)
    data = place.unit.data
    start = data.rfind(b"\n", 0, place.start) + 1
    before = data[start : place.start].decode()
    end = data.find(b"\n", place.end)
    after = data[place.end : end if end >= 0 else len(data)]
    return (
        before if not before.strip() and (not after.strip() or node.__class__ is ast.For) else None
    )
