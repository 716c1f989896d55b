"""Look-ups of a model in a table that stands elsewhere: what `electron` is not found in.

The table is told where it stands, and each function that looks a name up in it as well: what
becomes of a name that is not there is decided by that function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import ancestors, dotted, enclosing_function, last_name, place_of, walk
from .branches import chain
from .members import keyed_by_members
from .names import is_model_like, is_model_name
from .tables import is_table

# What a table of prices is called that a program reads from its settings.
_PRICES = re.compile(r"(?i)pric(?:e|ing)")
_LOADERS = re.compile(r"(?:json|yaml|toml|tomllib|tomli)\.(?:safe_|full_)?loads?$")
# What is looked up to be shown to people.
_SHOWN = re.compile(r"(?i)^(?:display_?)?(?:name|label|title|description)$")
# An expression is asked for what it may be only if something like this is looked up in it.
_ASKED = (ast.Name, ast.Attribute, ast.Subscript)


class LookUps:
    """Knows a project's tables of models, and where they are looked up.

    Args:
        modules: The project's modules.
        resolver: The project's resolver.
        theirs: Says whether a name means another vendor's model in a module.
    """

    def __init__(
        self,
        modules: Iterable[Module],
        resolver: Resolver,
        theirs: Callable[[str, Module], bool],
    ) -> None:
        """Collect the tables that functions may share."""
        modules = list(modules)
        self._resolver = resolver
        self._tables = {
            id(node): node
            for module in modules
            for node in module.nodes[ast.Dict]
            if (is_table(node) and not all(theirs(name, module) for name in _names(node)))
            or keyed_by_members(node, resolver)
        }
        self._loads = any(
            _LOADERS.search(dotted(call.func))
            for module in modules
            for name in ("load", "loads", "safe_load", "full_load")
            for call in module.calls.get(name, ())
        )

    def facts(self, module: Module, seen: set[int]) -> Iterator[Fact]:
        """Yield the look-ups of a module, the first of each function in each table.

        Args:
            module: The module.
            seen: The tests that are told already, by what counts as one test.
        """
        if module.is_test or not (self._tables or self._loads):
            return
        told: set[tuple[int, int]] = set()
        found = sorted(_look_ups(module), key=lambda each: (each[0].lineno, each[0].col_offset))
        for node, owner, key in found:
            if not is_model_like(key) or is_model_name(key) or _is_own(key, node, owner):
                continue
            function = enclosing_function(node)
            for table in self._tables_of(owner, function):
                if (id(function), table) in told:
                    continue
                told.add((id(function), table))
                if id(node) in seen or id(chain(node)) in seen or _is_shown(node):
                    continue
                detail = place_of(node).text[:60].split("\n")[0]
                yield ModelLogic(place=place_of(node), how="looks up", detail=detail)

    def _tables_of(self, owner: Any, function: Any) -> list[int]:
        """Return the tables that an expression may be, of those that stand elsewhere."""
        items = self._resolver.of(owner)
        tables = [self._tables[id(item.node)] for item in items if id(item.node) in self._tables]
        if tables:
            away = [table for table in tables if _stands_away(table, function)]
            return [id(table) for table in away[:1]]
        known = any(item.kind in ("list", "const") or _is_filled(item.node) for item in items)
        loaded = self._loads and function is not None and not known
        return [id(last_name(owner))] if loaded and _PRICES.search(last_name(owner)) else []


def _names(table: ast.Dict) -> list[str]:
    return [str(getattr(key, "value", "")) for key in table.keys if is_model_name(key)]


def _is_filled(node: Any) -> bool:
    """Say whether a dictionary is written out, and not begun empty."""
    return node.__class__ is ast.Dict and bool(node.keys)


def _stands_away(table: Any, function: Any) -> bool:
    """Say whether a table is not its only reader's own, written right where it is looked up."""
    return enclosing_function(table) is not function


def _look_ups(module: Module) -> Iterator[tuple[Any, Any, Any]]:
    """Yield what asks a table for a key: the expression, the table, the key."""
    for node in module.nodes[ast.Subscript]:
        if node.slice.__class__ is not ast.Constant and isinstance(node.ctx, ast.Load):
            yield node, node.value, node.slice
    for call in module.calls.get("get", ()):
        if call.args and call.func.__class__ is ast.Attribute:
            if call.func.value.__class__ in _ASKED:
                yield call, call.func.value, call.args[0]
    for node in module.nodes[ast.Compare]:
        if len(node.ops) == 1 and node.ops[0].__class__ in (ast.In, ast.NotIn):
            if node.comparators[0].__class__ in _ASKED:
                yield node, node.comparators[0], node.left


def _is_own(key: Any, node: Any, owner: Any) -> bool:
    """Say whether a key comes out of the table itself: ``for model in PRICES: PRICES[model]``."""
    name = last_name(key)
    loops = [
        part
        for above in ancestors(node)
        for part in (above, *getattr(above, "generators", ()))
        if part.__class__ in (ast.For, ast.AsyncFor, ast.comprehension)
    ]
    return any(
        any(last_name(each) == name for each in walk(loop.target))
        and any(last_name(each) == last_name(owner) for each in walk(loop.iter))
        for loop in loops
    )


def _is_shown(node: Any) -> bool:
    """Say whether a look-up is for how a model is called: ``INFO.get(model, {}).get("name")``."""
    if node.__class__ is ast.Call and len(node.args) > 1:
        # ``NAMES.get(model, model)``
        if ast.dump(node.args[0]) == ast.dump(node.args[1]):
            return True
    above = node.parent
    if above.__class__ is ast.Subscript and above.value is node:
        return _SHOWN.match(str(getattr(above.slice, "value", ""))) is not None
    call = above.parent if above.__class__ is ast.Attribute and above.attr == "get" else None
    first = call.args[0] if call.__class__ is ast.Call and call.args else None
    return _SHOWN.match(str(getattr(first, "value", ""))) is not None
