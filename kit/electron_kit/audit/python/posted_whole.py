"""Conversations that a route is posted and sends whole: whoever posts them keeps them.

Followed from a request back to the body of the route, through names, copies, the project's own
functions and other files. They are told where they are joined to more, for there they would be
cut, else where the route hands them on; and where a function gives a longer one back, there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..facts import Confidence, GrowingHistory
from .history_bounds import gives_part, is_cut, shortened
from .history_places import filled, graph_inputs, is_state
from .request_bodies import Bodies
from .resolve.flow import loops
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .row_joins import said_after
from .scopes import Scope
from .transcripts import joined_lists
from .tree import enclosing_function, last_name, place_of, walk
from .turns import BOUNDS

# One message, or what a conversation is known by (`conversation_id`), is none.
_NAMED = re.compile(
    r"(?i)(?:messages|msgs|histor(?:y|ies)|turns|exchanges|transcript|dialogue|dialog|conversation|"
    r"chat_?log)$"
)
_CONVERTS = re.compile(r"^_?(?:to|as|convert|format|map|build|normali[sz]e|prepare|get)_")
_SAME = frozenset({"list", "tuple", "copy", "deepcopy", "reversed", "cast", "dumps", "chain"})
_BOUND = re.compile(r"\b(?:max_length|max_items|conlist|MaxLen|Len)\b")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ONCE = re.compile(r"(?i)title")
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Posted:
    """A conversation that a route was posted, as far as it was followed.

    Attributes:
        key: What the route is posted it under.
        read: Where the route reads it.
        place: Where it is told.
        joined: Whether it is joined to more there.
    """

    key: str
    read: Any
    place: Any
    joined: bool = False


def posted_histories(
    resolver: Resolver, asked: Iterable[tuple[Any, Any]], told: Iterable[GrowingHistory]
) -> Iterator[GrowingHistory]:
    """Yield the conversations that routes are posted and send whole.

    Args:
        resolver: The project's resolver.
        asked: The calls that ask a model, with what they are asked with.
        told: What was found already: a file's conversation is told of once.
    """
    known = {id(fact.place.unit) for fact in told}
    seen: set[int] = set()
    whole = PostedWhole(resolver)
    for call, expression in asked:
        if _ONCE.search(getattr(enclosing_function(call), "name", "")):
            continue
        for found in whole.of(expression):
            longer = _given_back(expression, call)
            place = longer if longer is not None else found.place
            units = {id(place_of(n).unit) for n in (call, found.read, place)}
            if id(place) not in seen and not units & known:
                seen.add(id(place))
                # Never sure: what bounds it may be out of sight.
                yield GrowingHistory(
                    place=place_of(place), confidence=Confidence.MEDIUM, name=found.key
                )


def _given_back(expression: Any, call: Any) -> Any:
    """Return where a function makes what it asked with longer, and gives it back; or None."""
    function = enclosing_function(call)
    if expression.__class__ is not ast.Name or function.__class__ not in _FUNCTIONS:
        return None
    returned = {n.value.id for n in walk(function)
                if n.__class__ is ast.Return and n.value.__class__ is ast.Name}  # fmt: skip
    for node in walk(function):
        value = node.value if node.__class__ in (ast.Assign, ast.AnnAssign, ast.Return) else None
        left = value.left if value.__class__ is ast.BinOp else None
        if value.__class__ is ast.List and value.elts:
            left = getattr(value.elts[0], "value", None)
        if left.__class__ is not ast.Name or left.id != expression.id:
            continue
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if node.__class__ is ast.Return or any(last_name(t) in returned for t in targets if t):
            return value
    return None


class PostedWhole:
    """Finds what of a request's messages its route was posted.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing looked at."""
        self.resolver = resolver
        self.bodies = Bodies(resolver)
        self._seen: set[int] = set()

    def of(self, expression: Any) -> list[Posted]:
        """Return the posted conversations that a request sends whole.

        Args:
            expression: What the request is asked with.
        """
        self._seen = set()
        found = self._look(expression, 0)
        for text in joined_lists(expression, self.resolver):
            found += [replace(f, place=text, joined=True) for f in self._look(text, 1)]
        return [
            each
            for each in found
            if not self._is_bounded(each.key)
            # ``len(ask.turns) > 30``, wherever the route looks.
            and not shortened(each.key, [each.read.scope.module], each.read)
        ]

    def _is_bounded(self, key: str) -> bool:
        """Say whether the model of a body says how long its list may be, or checks it."""
        return any(
            (
                statement.__class__ is ast.AnnAssign
                and last_name(statement.target) == key
                and _BOUND.search(place_of(statement).text) is not None
            )
            or _checks(statement, key)
            for klass in self.resolver.project.holders(key)
            for statement in klass.body
        )

    def _all(self, nodes: Iterable[Any], depth: int) -> list[Posted]:
        return [found for n in nodes if n is not None for found in self._look(n, depth + 1)]

    def _look(self, node: Any, depth: int) -> list[Posted]:
        if depth > _DEPTH or id(node) in self._seen or len(self._seen) > 300:
            return []
        self._seen.add(id(node))
        kind = node.__class__
        taken = self.bodies.taken(node) if kind is not ast.Name else None
        if taken is not None:
            return [Posted(taken[0], node, node)] if _NAMED.search(taken[0]) else []
        if _is_of_state(node):
            return self._all(graph_inputs(self.resolver), depth)
        if kind in (ast.Await, ast.NamedExpr):
            return self._look(node.value, depth)
        if kind is ast.Name:
            return self._of_name(node, depth)
        if kind is ast.BinOp:
            found = self._all((node.left, node.right), depth)
            return [f if f.joined else replace(f, place=node, joined=True) for f in found]
        if kind in (ast.List, ast.Tuple):
            return [
                f if f.joined or len(node.elts) == 1 else replace(f, place=e, joined=True)
                for e in node.elts
                if e.__class__ is ast.Starred
                for f in self._look(e.value, depth + 1)
            ]
        if kind in (ast.ListComp, ast.GeneratorExp):
            return self._look(node.generators[0].iter, depth + 1)
        if kind is ast.BoolOp:
            return self._all(node.values, depth)
        if kind is ast.IfExp:
            return self._all((node.body, node.orelse), depth)
        if kind is ast.Dict:
            entries = zip(node.keys, node.values, strict=True)
            named = [v for k, v in entries if _NAMED.search(str(getattr(k, "value", "")))]
            return self._all(named, depth)
        if kind is ast.Subscript and node.slice.__class__ is ast.Slice:
            return [] if is_cut(node) else self._look(node.value, depth + 1)
        return self._of_call(node, depth) if kind is ast.Call else []

    def _of_name(self, node: ast.Name, depth: int) -> list[Posted]:
        scope: Scope | None = node.scope
        while scope is not None and node.id not in scope.bindings:
            scope = scope.parent
        if scope is None or shortened(node.id, [scope.module], node):
            return []
        fills = list(filled(node, scope, through=True)) if scope.node is not None else []
        for change, source in fills:
            found = self._look(source, depth + 1)
            if found:
                return [self._filled(each, node, scope, change) for each in found]
        found = []
        for binding in scope.bindings[node.id][:8]:
            if binding.how == "param" and not binding.star:
                found += self._all(self._given(binding), depth)
            elif binding.how == "value" and binding.value is not None:
                found += [
                    each
                    if each.joined or enclosing_function(each.place) is not enclosing_function(node)
                    else replace(each, place=node)
                    for each in self._look(binding.value, depth + 1)
                ]
        return found

    @staticmethod
    def _filled(found: Posted, name: ast.Name, scope: Scope, change: Any) -> Posted:
        """Return where a list that was filled from a conversation is told."""
        whole = change.__class__ is ast.AugAssign or change.func.attr == "extend"
        said = said_after(name, scope, change) if not whole else None
        begun = [b.value for b in scope.bindings[name.id] if b.how == "value"]
        alone = all(v.__class__ is ast.List and not v.elts for v in begun) and not loops(change)[1:]
        around = loops(change)[:1]
        # In the same loop: the same turns in another form.
        more = [c for c in scope.module.items.get(name.id, ()) if _joins(c, scope)]
        if said is None and alone and all(loops(c)[:1] == around for c in more) and around:
            here = enclosing_function(found.place) is enclosing_function(name)
            return replace(found, place=name) if here else found
        return replace(found, place=said if said is not None else change, joined=True)

    def _given(self, binding: Any) -> list[Any]:
        function = binding.value
        if function.__class__ not in _FUNCTIONS:
            return []
        positional = [*function.args.posonlyargs, *function.args.args]
        sites = self.resolver.call_sites(function, self.resolver.owner(function))[:10]
        return [argument_for(site, binding.node, positional, shift) for site, shift in sites]

    def _of_call(self, node: ast.Call, depth: int) -> list[Posted]:
        name = last_name(node.func)
        functions = [
            item.node
            for item in self.resolver.of(node.func)
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS
        ][:4]
        if functions:
            if any(map(gives_part, functions)):
                return []
            returned = (
                inner.value
                for function in functions
                for inner in walk(function)
                if inner.__class__ is ast.Return and enclosing_function(inner) is function
            )
            return self._all(returned, depth)
        if BOUNDS.search(name):
            return []
        if name in _SAME or _CONVERTS.match(name):
            return self._all(node.args[-1:], depth)
        return []


def _checks(method: Any, key: str) -> bool:
    """Say whether a method of a model looks how long its list is: ``@field_validator("turns")``."""
    if method.__class__ not in _FUNCTIONS:
        return False
    told = any(
        n.__class__ is ast.Constant and n.value == key
        for d in method.decorator_list
        for n in walk(d)
    )
    return told and any(
        node.__class__ is ast.Compare and "len(" in place_of(node).text for node in walk(method)
    )


def _is_of_state(node: Any) -> bool:
    """Say whether an expression is all messages of a graph's state, in one of its nodes."""
    owner = getattr(node, "value", None)
    if not is_state(owner):
        return False
    key = getattr(node.slice, "value", "") if node.__class__ is ast.Subscript else None
    return key == "messages" or (node.__class__ is ast.Attribute and node.attr == "messages")


def _joins(change: Any, scope: Scope) -> bool:
    """Say whether a statement of a function puts more into a list."""
    if change.__class__ is ast.AugAssign:
        return change.scope is scope
    called = change.func if change.__class__ is ast.Call else None
    return getattr(called, "attr", "") in ("append", "extend", "insert") and change.scope is scope
