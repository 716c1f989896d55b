"""What becomes of a response: its output, the items in it, the events of its stream.

Beside the ends of the way there are *changes*: texts that say the same of a chat's answer. What has
none is a *problem*, and its request stays.
"""

from __future__ import annotations

import ast
from typing import Any

from ....contract.responses import CALL, CALL_FIELDS, CALL_TYPE, TEXT_EVENT
from ...facts import Place
from ..readers import holder
from ..response_reads import reading
from ..tree import last_name, place_of
from .types import guarded, is_call_test, is_name, tested_first, type_test, types_asked
from .walk import Uses, Walk
from .ways import SHOWN, Step, described

OUTPUT, CALLS, ITEM, MIXED = "@output", "@calls", "@item", "@mixed"
STREAM, EVENT = "@stream", "@event"
MESSAGE = ".choices[0].message"
_DELTA = ".choices[0].delta.content"
_ON = (
    ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Expr, ast.Return, ast.Await, ast.IfExp,
    ast.BoolOp, ast.keyword, ast.withitem, ast.Lambda, ast.arguments, ast.Delete,
)  # fmt: skip
_ASKS = (ast.If, ast.While, ast.IfExp, ast.BoolOp)
_TESTS = (ast.If, ast.While, ast.Assert, ast.UnaryOp, ast.Compare)


class Answers(Walk):
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
            self._attribute(step, parent, kind)
        elif kind == CALLS and parent.__class__ is ast.Subscript and _index(parent) is not None:
            self.go(step, parent, (ITEM,))
        elif kind == CALLS and parent.__class__ is ast.Attribute and _fills(parent):
            self.filled.append(parent.parent.args[0])
        elif kind in (CALLS, ITEM) and parent.__class__ in _TESTS:
            self._test(step, parent)
        elif kind == ITEM and parent.__class__ is ast.List and id(step.node) in self.joins:
            self._joined(step)
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
        if self._joins(step, output, parent):
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
        at = _index(picked)
        above = picked.parent
        if at not in (0, -1):
            self.problem("picks an item of its output that may be anything", picked)
            return
        if above.__class__ is ast.Attribute and above.attr == "type" and at == 0:
            self._asks_first(step, above.parent)
            return
        if above.__class__ is ast.Attribute and above.attr not in CALL_FIELDS:
            self.problem(f"has the `{above.attr}` of its first item read", picked)
            return
        self.change(step.node, picked, f"{MESSAGE}.tool_calls[{at}]")
        self.go(step, picked, (ITEM,))

    def _asks_first(self, step: Step, test: Any) -> None:
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

    def _joins(self, step: Step, output: Any, parent: Any) -> bool:
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

    def _loop(self, step: Step, loop: Any, kind: str) -> None:
        """Go on with the items that a loop takes one by one."""
        inner = EVENT if kind == STREAM else ITEM
        if kind in (OUTPUT, STREAM):
            if loop.target.__class__ is not ast.Name or loop.orelse:
                self.problem("has its items taken apart in a loop", loop.iter)
                return
            name = loop.target.id
            first = self._appends_all(step, loop) if kind == OUTPUT else None
            if not guarded(loop.body[1:] if first is not None else loop.body, name):
                self.problem(f"has {_WORDS[kind]} of every type looked at", loop.iter)
                return
            if kind == OUTPUT and "message" in types_asked(loop.body, name):
                inner = MIXED
            if first is not None:
                self._joins_before(step, loop, first)
        self.bound(Step(step.node, (inner,), step.doubt), loop.target)

    def _appends_all(self, step: Step, loop: Any) -> Any:
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

    def _joins_before(self, step: Step, loop: Any, call: Any) -> None:
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

    def _attribute(self, step: Step, read: Any, kind: str) -> None:
        """Say what is read of an item or an event in a chat's words."""
        test = read.parent
        name = step.node.id if step.node.__class__ is ast.Name else ""
        if read.attr == "type" and name and (asked := type_test(test, name)) is not None:
            self._asked(test, asked, kind, name)
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

    def _asked(self, test: Any, asked: tuple[str, bool], kind: str, name: str) -> None:
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

    def _test(self, step: Step, parent: Any) -> None:
        """A test whether there is a call, or how many."""
        if parent.__class__ is ast.Compare:
            sides = [side for side in (parent.left, *parent.comparators) if side is not step.node]
            plain = all(side.__class__ is ast.Constant and side.value is None for side in sides)
            empty = all(side.__class__ is ast.List and not side.elts for side in sides)
            if not plain and not empty:
                self.problem("has its calls compared", parent)
        elif parent.__class__ is ast.UnaryOp and parent.op.__class__ is not ast.Not:
            self.problem("has its calls counted in a way of its own", parent)

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
                self._asked(call.parent, asked, kind, step.node.id)
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
            self._appended(step, call)
        else:
            self.problem(f"hands {_WORDS[kind]} on to {described(call)}", call)

    def _numbered(self, step: Step, call: Any, at: int | None) -> None:
        loop = call.parent
        target = getattr(loop, "target", None)
        if loop.__class__ not in (ast.For, ast.comprehension) or target.__class__ is not ast.Tuple:
            self.problem(f"hands calls on to {described(call)}", call)
        elif at is not None and at < len(target.elts):
            self.bound(Step(step.node, (ITEM,), step.doubt), target.elts[at])

    def _joined(self, step: Step) -> None:
        """A call joins a history by itself."""
        before = '{"role": "assistant", "content": None, "tool_calls": ['
        self.around(step.node, before, "]}")
        self.added[id(step.node)] = (step.node, ITEM)

    def _appended(self, step: Step, call: Any) -> None:
        """An item joins a list: a history, or one of calls that was empty."""
        owner = call.func.value
        if id(step.node) in self.joins:
            self._joined(step)
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


_WORDS = {
    OUTPUT: "items", CALLS: "calls", ITEM: "a call", MIXED: "an item", STREAM: "events",
    EVENT: "an event",
}  # fmt: skip


def _index(node: Any) -> int | None:
    """Return the number that a subscript picks by, if it is written there."""
    at = node.slice
    if at.__class__ is ast.UnaryOp and at.op.__class__ is ast.USub:
        value = getattr(at.operand, "value", None)
        return -value if value.__class__ is int else None
    value = at.value if at.__class__ is ast.Constant else None
    return value if value.__class__ is int else None


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


def _fills(read: Any) -> bool:
    """Say whether a list gets an item: ``calls.append(item)``."""
    call = read.parent
    return call.__class__ is ast.Call and read.attr == "append" and len(call.args) == 1


def _asked_any(whole: Any) -> bool:
    outer = whole.parent
    return outer.__class__ is ast.Call and last_name(outer.func) == "any"


def _text_of(read: Any) -> Any:
    """Return the end of ``.content[0].text``, or None."""
    picked = read.parent if read.attr == "content" else None
    if picked.__class__ is not ast.Subscript or _index(picked) != 0:
        return None
    text = picked.parent
    return text if text.__class__ is ast.Attribute and text.attr == "text" else None
