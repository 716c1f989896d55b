"""What becomes of a response: its output, the items in it, the events of its stream.

Beside the ends of the way there are *changes*: texts that say the same of a chat's answer. What has
none is a *problem*, and its request stays.
"""

from __future__ import annotations

from ...contract.responses import CALL, CALL_FIELDS
from ..facts import Place
from .chat_words import (
    CALLS,
    DELTA,
    EVENT,
    ITEM,
    KNOWN_TYPES,
    MESSAGE,
    MIXED,
    OUTPUT,
    STREAM,
    pattern_of,
    test_of_type,
    text_of,
)
from .item_types import guarded, reads_type, tested_first, type_test, types_asked
from .scopes import FUNCTIONS
from .syntax import Node, number_value
from .uses import Uses, ValueWalk
from .uses.calls import SHOWN, takes_apart
from .uses.walk import Step
from .written import arguments, bare, last_name, member_of

_SAME = frozenset({"parenthesized_expression", "await_expression"})
_ON = _SAME | {
    "variable_declarator", "assignment_expression", "expression_statement", "return_statement",
    "arrow_function", "ternary_expression",
}  # fmt: skip
_TESTS = frozenset({"if_statement", "while_statement", "unary_expression"})
_PICKS = {"filter": CALLS, "find": ITEM, "some": ""}
_EACH = frozenset({"forEach", "map", "flatMap", "every", "some", "filter", "find"})


class Answers(ValueWalk):
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
        read: The names that are read for what the response said.
    """

    def __init__(self, uses: Uses, call: Node, stream: bool, joins: set[int]) -> None:
        """Start at the request."""
        super().__init__(uses, call, False)
        self.start = (STREAM,) if stream else ()
        self.joins = joins
        self.changes: list[tuple[Place, str]] = []
        self.problems: list[tuple[str, Node]] = []
        self.added: dict[int, tuple[Node, str]] = {}
        self.read: list[Node] = []

    def problem(self, text: str, node: Node) -> None:
        """Note what a chat's answer has no counterpart for."""
        self.problems.append((text, node))

    def change(self, start: Node, end: Node, text: str) -> None:
        """Note a new text from the end of one node to the end of another."""
        self.changes.append((Place(end.module.unit, start.end, end.end), text))

    def insert(self, node: Node, at: int, text: str) -> None:
        """Note a text that comes in at a place of a node's file."""
        self.changes.append((Place(node.module.unit, at, at), text))

    def handle(self, step: Step, parent: Node) -> None:
        """Go on from a step to the node around it."""
        kind = step.path[0] if step.path else ""
        is_output = not kind and member_of(parent, step.node) == "output"
        if step.node.kind == "identifier" and (kind.startswith("@") or is_output):
            self.read.append(step.node)
        if is_output:
            self._output(step, parent)
        elif not kind.startswith("@"):
            super().handle(step, parent)
        elif parent.kind == "arguments":
            self._argument(step, parent, kind)
        elif parent.kind == "for_in_statement" and step.node.field == "right":
            self._loop(step, parent, kind)
        elif parent.kind == "member_expression" and step.node.field == "object":
            self._taken(step, parent, kind)
        elif parent.kind == "subscript_expression" and step.node.field == "object":
            self._picked(step, parent, kind)
        elif kind in (CALLS, ITEM) and (parent.kind in _TESTS or _is_test(step, parent)):
            return
        elif parent.kind in _ON and (kind != MIXED or parent.kind == "expression_statement"):
            super().handle(step, parent)
        else:
            self.problem(f"has its {_WORDS[kind]} used in `{_short(parent)}`", parent)

    def _output(self, step: Step, output: Node) -> None:
        """Go on with the items of an answer."""
        parent = output.parent
        if parent is None:
            return
        if parent.kind == "arguments" and self._whole(step, output, parent):
            return
        if parent.kind == "spread_element":
            self._spread(step, output, parent)
        elif parent.kind == "subscript_expression" and output.field == "object":
            self._first(step, parent)
        else:
            loop = parent if parent.kind == "for_in_statement" else None
            name = _loop_name(loop) if loop is not None else ""
            if loop is not None and name and "message" in types_asked(loop.get("body"), name):
                owner = step.node.text
                self.insert(step.node, step.node.start, "[")
                self.change(
                    step.node, output, f"{MESSAGE}, ...({owner}{MESSAGE}.tool_calls ?? [])]"
                )
            else:
                bare_place = loop is not None or parent.kind in (
                    "variable_declarator", "return_statement",
                )  # fmt: skip
                calls = f"{MESSAGE}.tool_calls ?? []"
                if member_of(parent, output) == "forEach":
                    # No parenthesis where a statement may begin: the line before may lack its end.
                    self.change(step.node, output, f"{MESSAGE}.tool_calls?")
                    self.go(step, output, (OUTPUT,))
                    return
                if not bare_place:
                    self.insert(step.node, step.node.start, "(")
                self.change(step.node, output, calls if bare_place else f"{calls})")
            self.go(step, output, (OUTPUT,))

    def _whole(self, step: Step, output: Node, holder: Node) -> bool:
        """Note an output that is printed or joins a history as a whole; say whether it does."""
        call = holder.parent
        callee = call.get("function") if call is not None else None
        name = last_name(callee) if callee is not None else ""
        owner = bare(callee).get("object") if callee is not None else None
        if name == "concat" and id(output) in self.joins:
            self.added[id(output)] = (output, OUTPUT)
        elif not (owner is not None and owner.text == "console"):
            return False
        self.change(step.node, output, MESSAGE)
        return True

    def _spread(self, step: Step, output: Node, spread: Node) -> None:
        """The output is spread into a history."""
        if id(spread) not in self.joins and id(output) not in self.joins:
            self.problem("has its items spread into what is no history", spread)
            return
        self.changes.append((Place(spread.module.unit, spread.start, output.start), ""))
        self.change(step.node, output, MESSAGE)
        self.added[id(spread)] = self.added[id(output)] = (output, OUTPUT)

    def _first(self, step: Step, picked: Node) -> None:
        """Go on with an item that is picked by its place."""
        index = picked.get("index")
        above = picked.parent
        if index is None or number_value(index) != 0:
            self.problem("picks an item of its output that may be anything", picked)
            return
        name = member_of(above, picked) if above is not None else ""
        if name and name not in CALL_FIELDS:
            self.problem(f"has the `{name}` of its first item read", picked)
            return
        typed = "!" if picked.module.path.endswith((".ts", ".tsx", ".mts", ".cts")) else ""
        self.change(step.node, picked, f"{MESSAGE}.tool_calls{typed}[0]")
        self.go(step, picked, (ITEM,))

    def _loop(self, step: Step, loop: Node, kind: str) -> None:
        """Go on with the items that a loop takes one by one."""
        left, name = loop.get("left"), _loop_name(loop)
        if left is None or not name or kind in (ITEM, MIXED, EVENT):
            self.problem("has its items taken apart in a loop", loop)
            return
        self._each(step, loop.get("body"), kind, left, loop)

    def _each(self, step: Step, body: Node | None, kind: str, target: Node, node: Node) -> None:
        name = target.text
        inner = EVENT if kind == STREAM else ITEM
        if kind in (OUTPUT, STREAM):
            if not guarded(body, name):
                self.problem(f"has {_WORDS[kind]} of every type looked at", node)
                return
            if kind == OUTPUT and "message" in types_asked(body, name):
                inner = MIXED
        self.bound(Step(step.node, (inner,), step.taken, step.doubt), target)

    def _picked(self, step: Step, picked: Node, kind: str) -> None:
        index = picked.get("index")
        if kind == CALLS and index is not None and number_value(index) is not None:
            self.go(step, picked, (ITEM,))
        else:
            self.problem(f"has its {_WORDS[kind]} used in `{_short(picked)}`", picked)

    def _taken(self, step: Step, read: Node, kind: str) -> None:
        """Say what is read of an item, of calls or of an event in a chat's words."""
        name = member_of(read, step.node)
        call = read.parent
        called = call is not None and call.kind == "call_expression" and read.field == "function"
        if kind in (OUTPUT, CALLS):
            if called and call is not None and name in _EACH:
                self._callback(step, call, name, kind)
            elif kind == CALLS and called and name == "push" and call is not None:
                self.problem("has its calls changed", call)
            elif kind != CALLS or name != "length":
                self.problem(f"has its {_WORDS[kind]} used in `{_short(read)}`", read)
            return
        own = step.node.text if step.node.kind == "identifier" else ""
        test = read.parent
        while test is not None and test.kind in _SAME:
            test = test.parent
        if own and reads_type(read, own) and (asked := type_test(test, own)) and test is not None:
            self._asked(test, asked, kind, own)
        elif kind == EVENT and name == "delta":
            self.change(step.node, read, DELTA)
        elif kind == EVENT:
            self.problem(f"has the `{name}` of an event read", read)
        elif name in CALL_FIELDS:
            dot = "?." if "?." in read.text[len(step.node.text) :][:2] else "."
            self.change(step.node, read, f"{dot}{CALL_FIELDS[name]}")
        elif kind == MIXED and (text := text_of(read)) is not None:
            self.change(step.node, text, ".content")
        else:
            self.problem(f"has the `{name}` of an item read", read)

    def _asked(self, test: Node, asked: tuple[str, bool], kind: str, name: str) -> None:
        """Say a test of a type in a chat's words."""
        what = "events" if kind == EVENT else "items"
        if asked[0] not in KNOWN_TYPES.get(kind, (CALL,)):
            self.problem(f"reads {what} of the type `{asked[0]}`", test)
        elif (change := test_of_type(test, asked, kind, name)) is not None:
            self.changes.append(change)

    def _callback(self, step: Step, call: Node, name: str, kind: str) -> None:
        """Go on with the items that a function is called with, one by one."""
        given = arguments(call)
        function = given[0] if given else None
        target = _first_parameter(function) if function is not None else None
        if function is None or target is None or function.kind not in FUNCTIONS:
            self.problem(f"hands {_WORDS[kind]} on to `{_short(call)}`", call)
            return
        body = function.get("body")
        if kind == OUTPUT and name in _PICKS:
            if not tested_first(_result(body), target.text):
                self.problem("has items of every type looked at", call)
                return
            self.bound(Step(step.node, (ITEM,), step.taken, step.doubt), target)
        elif kind == OUTPUT and name != "forEach":
            self.problem("has items of every type looked at", call)
            return
        else:
            self._each(step, body, kind, target, call)
        if _PICKS.get(name):
            self.go(step, call, (_PICKS[name],))

    def destructured(self, step: Step, target: Node) -> None:
        """Take a call apart in a chat's words: its name and arguments lie one level deeper."""
        if not step.path or not step.path[0].startswith("@"):
            super().destructured(step, target)
            return
        text = pattern_of(target) if step.path[0] == ITEM else None
        if text is None:
            self.problem(f"has {_WORDS[step.path[0]]} taken apart in `{_short(target)}`", target)
        else:
            self.changes.append((target.place, text))

    def parameter(self, step: Step, function: Node, index: int) -> None:
        """Go on with a parameter, unless it takes what it gets apart."""
        if step.path and step.path[0].startswith("@") and takes_apart(function, index):
            self.problem(f"has {_WORDS[step.path[0]]} taken apart by a function", function)
        else:
            super().parameter(step, function, index)

    def _argument(self, step: Step, holder: Node, kind: str) -> None:
        """Follow items into a function, or into a history."""
        call = holder.parent
        if call is None:
            return
        callee = call.get("function") or call.get("constructor")
        name = last_name(callee) if callee is not None else ""
        owner = bare(callee).get("object") if callee is not None else None
        if name == "push" and kind == ITEM and id(step.node) in self.joins:
            self.insert(
                step.node, step.node.start, '{ role: "assistant", content: null, tool_calls: ['
            )
            self.insert(step.node, step.node.end, "] }")
            self.added[id(step.node)] = (step.node, ITEM)
        elif any(item.kind in ("function", "class") for item in self.resolver.of(callee)):
            super().handle(step, holder)
        elif not (name in SHOWN and owner is not None and owner.text == "console"):
            self.problem(f"hands {_WORDS[kind]} on to `{_short(call)}`", call)


_WORDS = {
    OUTPUT: "items", CALLS: "calls", ITEM: "a call", MIXED: "an item", STREAM: "events",
    EVENT: "an event",
}  # fmt: skip


def _loop_name(loop: Node) -> str:
    left = loop.get("left")
    operator = loop.get("operator")
    if left is None or left.kind != "identifier" or (operator and operator.text == "in"):
        return ""
    return left.text


def _is_test(step: Step, parent: Node) -> bool:
    """Say whether a value is only looked at for being there."""
    if parent.kind == "ternary_expression":
        return step.node.field == "condition"
    if parent.kind != "binary_expression":
        return False
    operator = parent.get("operator")
    symbol = operator.text if operator is not None else ""
    other = parent.get("right" if step.node.field == "left" else "left")
    if symbol == "&&":
        return step.node.field == "left"
    return symbol in ("===", "!==", "==", "!=") and (
        other is not None and other.text in ("null", "undefined")
    )


def _first_parameter(function: Node) -> Node | None:
    single = function.get("parameter")
    if single is not None:
        return single if single.kind == "identifier" else None
    formal = function.get("parameters")
    if formal is None or len(formal.children) != 1:
        return None
    first = formal.children[0]
    target = first.get("pattern") if first.kind == "required_parameter" else first
    return target if target is not None and target.kind == "identifier" else None


def _result(body: Node | None) -> Node | None:
    """Return the expression that a short function gives."""
    if body is None or body.kind != "statement_block":
        return body
    if len(body.children) != 1 or body.children[0].kind != "return_statement":
        return None
    given = body.children[0].children
    return given[0] if given else None


def _short(node: Node) -> str:
    text = " ".join(node.text.split())
    return text if len(text) <= 60 else text[:57] + "..."
