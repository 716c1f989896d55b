"""Where what a database keeps joins the list that a request sends."""

from __future__ import annotations

import ast
from typing import Any

from .history_places import Places, filled
from .resolve.flow import loops
from .resolve.parameters import argument_for
from .scopes import Scope
from .tree import enclosing_function, last_name, walk

_DEPTH = 8
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SAME = {"list", "tuple", "reversed", "sorted", "deepcopy", "copy", "filter", "map", "cast"}


class Joins:
    """Finds where rows join a list: ``[system, *rows]``, ``messages.extend(rows)``.

    There they would be cut to so many, and not where a row is added.

    Args:
        places: Says what lists are known by.
        key: What the rows are known by.
    """

    def __init__(self, places: Places, key: Any) -> None:
        """Start with nothing looked at."""
        self.places = places
        self.key = key
        self._seen: set[int] = set()

    def join(self, node: Any, *, loaded: bool = False, depth: int = 0) -> Any:
        """Return where the rows join a list; None if no such line is in sight.

        Args:
            node: What the request sends.
            loaded: Whether a function gives it: then what only loads the rows is no join.
            depth: How many steps lie behind.
        """
        if node is None or depth > _DEPTH or id(node) in self._seen:
            return None
        self._seen.add(id(node))
        kind = node.__class__
        if kind in (ast.Await, ast.NamedExpr):
            return self.join(node.value, loaded=loaded, depth=depth)
        if kind is ast.BinOp:
            for side in (node.left, node.right):
                if self._holds(side):
                    return self.join(side, depth=depth + 1) if _is_made(side) else side
        elif kind in (ast.List, ast.Tuple):
            return next(
                (e for e in node.elts if e.__class__ is ast.Starred and self._holds(e)), None
            )
        elif kind in (ast.ListComp, ast.GeneratorExp):
            return node if not loaded and self._holds(node) else None
        elif kind in (ast.BoolOp, ast.IfExp):
            sides = node.values if kind is ast.BoolOp else [node.body, node.orelse]
            return self._first(sides, loaded, depth)
        elif kind is ast.Name:
            return self._of_name(node, loaded, depth)
        elif kind is ast.Call:
            return self._of_call(node, loaded, depth)
        return None

    def _holds(self, node: Any) -> bool:
        return self.key in set(self.places.places(node))

    def _first(self, nodes: list[Any], loaded: bool, depth: int) -> Any:
        found = (self.join(n, loaded=loaded, depth=depth + 1) for n in nodes)
        return next((f for f in found if f is not None), None)

    def _of_name(self, node: ast.Name, loaded: bool, depth: int) -> Any:
        scope: Scope | None = node.scope
        while scope is not None and node.id not in scope.bindings:
            scope = scope.parent
        if scope is None:
            return None
        for change, source in filled(node, scope) if scope.node is not None else ():
            if not self._holds(source):
                continue
            whole = change.__class__ is ast.AugAssign or change.func.attr == "extend"
            if whole and source.parent is change:
                return change
            # Beside a loop a reader looks where what a person says is added.
            said = said_after(node, scope, change)
            return said if said is not None or loaded else change
        values: list[Any] = []
        for binding in scope.bindings[node.id][:8]:
            if binding.how == "value" and binding.value is not None:
                values.append(binding.value)
            elif binding.how == "param" and not binding.star:
                values += self._given(binding)
        found = self._first(values, loaded, depth)
        if found is None and not loaded:
            # ``turns = load(user)``, and then what a person says.
            added = (said_after(node, scope, v) for v in values if self._holds(v))
            found = next((each for each in added if each is not None), None)
        return found

    def _given(self, binding: Any) -> list[Any]:
        function = binding.value
        if function.__class__ is ast.Lambda:
            return []
        resolver = self.places.resolver
        positional = [*function.args.posonlyargs, *function.args.args]
        sites = resolver.call_sites(function, resolver.owner(function))[:8]
        return [argument_for(site, binding.node, positional, shift) for site, shift in sites]

    def _of_call(self, node: ast.Call, loaded: bool, depth: int) -> Any:
        if last_name(node.func) in _SAME and node.args:
            return self._first(list(node.args), loaded, depth)
        returned = [
            inner.value
            for item in self.places.resolver.of(node.func)
            if item.kind == "func" and item.node.__class__ in _FUNCTIONS
            for inner in walk(item.node)
            if inner.__class__ is ast.Return and enclosing_function(inner) is item.node
        ]
        return self._first(returned[:6], True, depth)


def _is_made(side: Any) -> bool:
    """Say whether a side of ``a + b`` is put together itself."""
    return side.__class__ in (ast.BinOp, ast.List, ast.Tuple, ast.BoolOp, ast.IfExp)


def said_after(name: ast.Name, scope: Scope, loop: Any) -> Any:
    """Return where what a person says is added to a list after the loop that filled it."""
    around = loops(loop)
    for change in scope.module.items.get(name.id, ()):
        if (
            change.__class__ is ast.Call
            and change.func.__class__ is ast.Attribute
            and change.func.attr == "append"
            and change.scope is scope
            and change.lineno > loop.lineno
            and not any(each in around for each in loops(change))
            and any(
                getattr(n, "value", None) == "user" or last_name(n) == "HumanMessage"
                for n in walk(change)
            )
        ):
            return change
    return None
