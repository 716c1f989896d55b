"""Responses of Python that belong together: how their calls and results stand in a history."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from ...contract.responses import RESULT_FIELDS
from ..common.response_histories import Change, TalksOf
from ..facts import Place
from .readers import holder
from .resolve.flow import inside, position, visible
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .response_tools import choice_of, nested
from .responses import Shape
from .tree import last_name, place_of, placed, walk
from .uses import Uses
from .uses.answers import Answers
from .uses.items import ITEM, OUTPUT
from .uses.literals import Literals

Problem = tuple[str, Any]


class Talks(TalksOf[Any, Shape, Answers]):
    """All requests for responses of a project that may become requests for chats.

    Args:
        uses: What follows values.
        calls: The requests.
    """

    def __init__(self, uses: Uses, calls: Iterable[Any]) -> None:
        """Look at every request, then follow what each one answers."""
        self.uses = uses
        self.resolver: Resolver = uses.resolver
        super().__init__(calls)
        self.seen = {node for way in self.answers.values() for node, _ in way.seen}

    def shape_of(self, call: Any) -> Shape:
        """Return what a request is."""
        return Shape(call, self.resolver)

    def way_of(self, call: Any, shape: Shape, joins: set[int]) -> Answers:
        """Follow what a request is answered."""
        way = Answers(self.uses, call, shape.stream, joins)
        way.run()
        return way

    def given(self, call: Any) -> dict[str, Any]:
        """Return a request's arguments."""
        return {k.arg: k.value for k in call.keywords}

    def choice(self, node: Any) -> list[Change]:
        """Return what makes a choice of a tool a chat's."""
        return choice_of(node, self.resolver) or []

    def tool(self, display: Any) -> list[Change]:
        """Return what makes a function's tool a chat's."""
        return nested(display)

    def result(self, item: Any) -> list[Change]:
        """Return what makes a function's result a chat's message."""
        return _result(item)

    def written_call(self, item: Any) -> list[Change] | None:
        """Return what makes a call that the program writes out a chat's; None if nothing does."""
        return written_call(item)

    def types(self, call: Any) -> tuple[list[Change], list[Problem]]:
        """Return the imports of types of responses beside a request: a chat has others."""
        return [], _typed(call)

    def others(self, node: Any, field: str, elements: set[int]) -> list[Problem]:
        """Return who else gets a list or a dictionary: what a sentence calls that, and where."""
        return Literals(self.uses, node, set(self.shapes), field, elements).problems()

    def within(self, place: Place, node: Any) -> bool:
        """Say whether a place lies in an expression."""
        return _within(place, node)

    def position(self, node: Any) -> Any:
        """Return what orders nodes as a reader meets them."""
        return position(placed(node))

    def gathered(self, shape: Shape) -> list[Problem]:
        """Take in what a request's lists get under other names; return what is not known."""
        problems: list[Problem] = []
        for node in shape.lists:  # which grow meanwhile
            way = Literals(self.uses, node, set(self.shapes), "input", shape.elements)
            way.run()
            for given, several in way.gets.values():
                if id(given) not in shape.elements:
                    why = shape.add(given, several=several)
                    if why:
                        problems.append((why, given))
        return problems

    def order(self, call: Any) -> list[Problem]:
        """Return where a result would stand before its call, or apart from it."""
        problems: list[Problem] = []
        shape, way = self.shapes[id(call)][1], self.answers[id(call)]
        for node, kind in way.added.values():
            late = kind == OUTPUT and any(
                item.scope is node.scope
                and position(call) < position(item) < position(node)
                and id(item) not in self.added
                for item in (*self._put(node), *filter(_joined, shape.extended))
            )
            if late and not _goes_on(node):
                problems.append(("has a call join the history after its result", node))
            if kind == ITEM and not self._followed(node):
                problems.append(("has a call join the history apart from its result", node))
        return problems + [
            ("has a call join the history apart from its result", item)
            for item in shape.calls
            if not self._followed(item)
        ]

    def _put(self, node: Any) -> Iterator[Any]:
        """Yield the results that join the list itself that a node joins."""
        target = _joined(node)
        for item in self.results:
            call = item.parent
            owner = (
                call.func.value if isinstance(getattr(call, "func", None), ast.Attribute) else None
            )
            if owner is None or not target or last_name(owner) == target:
                yield item

    def _followed(self, node: Any) -> bool:
        """Say whether a result follows in the same block as what joins a history."""
        siblings = node.parent.elts if node.parent.__class__ is ast.List else []
        for later in siblings[siblings.index(node) + 1 :] if node in siblings else []:
            if any(o.node is item for o in self.resolver.of(later) for item in self.results):
                return True
        statement = node
        while not isinstance(statement, ast.stmt):
            statement = statement.parent
        for name in ("body", "orelse", "finalbody"):
            block = getattr(statement.parent, name, None)
            if not isinstance(block, list) or statement not in block:
                continue
            for later in block[block.index(statement) + 1 :]:
                for inner in walk(later):
                    if inner.__class__ is ast.Call and last_name(inner.func) == "append":
                        given = [o.node for a in inner.args for o in self.resolver.of(a)]
                        if any(one is item for one in given for item in self.results):
                            return True
        return False

    def doubts(self, way: Answers) -> list[Problem]:
        """Return the reads of names that may also be something else."""
        return [
            ("has what may be something else read beside its answer", node)
            for node in (*way.read, *way.filled)
            if not self._sourced(node, set())
        ]

    def _sourced(self, node: Any, busy: set[int]) -> bool:
        """Say whether an expression can be nothing but what a response said."""
        if node is None or id(node) in busy:
            return True
        busy.add(id(node))
        kind = node.__class__
        if kind is ast.Constant:
            return node.value is None
        if kind is ast.IfExp:
            return self._sourced(node.body, busy) and self._sourced(node.orelse, busy)
        if kind is ast.BoolOp:
            return all(self._sourced(value, busy) for value in node.values)
        if kind is ast.List and not node.elts:
            return True
        if kind is ast.Call and id(node) not in self.shapes:
            if any(o.kind == "func" for o in self.resolver.of(node.func)):
                return id(node) in self.seen
            return all(self._sourced(a, busy) for a in node.args[:1]) and bool(node.args)
        if kind is not ast.Name:
            return id(node) in self.seen
        scope = holder(node.id, node.scope)
        bindings = scope.bindings[node.id] if scope is not None else []
        if scope is node.scope:
            near = visible(bindings, node)
            # A loop may have had no turn: after it, what was before may still hold.
            late = any(b.how == "item" and not inside(node, [b.node]) for b in near)
            bindings = bindings if late else near
        return bool(bindings) and all(self._binds(b, busy) for b in bindings)

    def _binds(self, binding: Any, busy: set[int]) -> bool:
        if binding.how in ("value", "item", "with"):
            value = binding.value
            if value.__class__ is ast.Call and last_name(value.func) in ("zip", "enumerate"):
                return any(id(given) in self.seen for given in value.args)
            return self._sourced(value, busy)
        if binding.how != "param" or binding.star:
            return False
        function = binding.value
        positional = [*function.args.posonlyargs, *function.args.args]
        sites = self.resolver.call_sites(function, self.resolver.owner(function))
        given = [argument_for(call, binding.node, positional, shift) for call, shift in sites]
        return bool(given) and all(g is not None and self._sourced(g, busy) for g in given)


def _joined(node: Any) -> str:
    """Return the name of the list that a node joins, if that is written beside it."""
    parent = node.parent
    if parent.__class__ is ast.AugAssign:
        return last_name(parent.target)
    if parent.__class__ is ast.Call and parent.func.__class__ is ast.Attribute:
        return last_name(parent.func.value)
    return ""


def _goes_on(node: Any) -> bool:
    """Say whether more follows what a response said where a list is put together."""
    outer = node.parent
    if outer.__class__ is ast.Starred:
        return outer is not outer.parent.elts[-1]
    while outer.__class__ is ast.BinOp:
        if node is outer.left:
            return True
        node, outer = outer, outer.parent
    return False


def _typed(call: Any) -> list[Problem]:
    """Return the import of types of responses beside a request: a chat has others."""
    return [
        ("stands in a file that imports types of responses", node)
        for tree in call.scope.module.trees
        for node in walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("openai.types.responses")
    ]


def _result(item: ast.Dict) -> list[Change]:
    """Return the changes that make a function's result a chat's message."""
    changes = []
    for key, value in zip(item.keys, item.values, strict=True):
        place = place_of(key)
        quote = place.text[:1]
        word = RESULT_FIELDS[key.value]
        changes.append((place, f"{quote}{word}{quote}"))
        if word == "role":
            changes.append((place_of(value), f"{quote}tool{quote}"))
    return changes


def written_call(item: ast.Dict) -> list[Change] | None:
    """Return the changes that make a call that is written out a chat's message; None if none do.

    Args:
        item: The dictionary's display.
    """
    keys = [key.value for key in item.keys]
    first, second = sorted((keys.index("name"), keys.index("arguments")))
    if keys[0] != "type" or second != first + 1:
        return None
    key, kind = place_of(item.keys[0]), place_of(item.values[0])
    quote = key.text[:1]
    head = '"role": "assistant", "content": None, "tool_calls": [{"type": "function"'
    name, after = place_of(item.keys[first]), place_of(item.values[second])
    end = place_of(item.values[-1])
    word = place_of(item.keys[keys.index("call_id")])
    return [
        (Place(key.unit, key.start, kind.end), head.replace('"', quote)),
        (word, f"{quote}id{quote}"),
        (Place(key.unit, name.start, name.start), f"{quote}function{quote}: {{"),
        (Place(key.unit, after.end, after.end), "}" if after != end else "}}]"),
        *([(Place(key.unit, end.end, end.end), "}]")] if after != end else []),
    ]


def _within(place: Place, node: Any) -> bool:
    outer = place_of(node)
    return place.unit is outer.unit and outer.start <= place.start and place.end <= outer.end
