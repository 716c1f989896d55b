"""Tests of a model's name that spell it elsewhere: an enumeration's members, constants."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ...model_names import is_text_model
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import last_name, place_of
from .branches import chain
from .names import is_model_like, is_model_name
from .tables import TABLE, name_of

# What a program falls back to moves with the name that it holds, and so do tests for it.
_DEFAULTS = re.compile(r"(?i)default|fallback|current|chosen|selected")


def member_tests(module: Module, resolver: Resolver, seen: set[int]) -> Iterator[Fact]:
    """Yield tests of a model against a name that is written elsewhere, and tables by such names.

    Args:
        module: The module.
        resolver: The project's resolver.
        seen: The tests that are told already, by what counts as one test.
    """
    for node in module.nodes[ast.Compare]:
        if len(node.ops) == 1 and _is_tested(node, resolver) and id(chain(node)) not in seen:
            seen.add(id(chain(node)))
            detail = place_of(node).text[:60].split("\n")[0]
            yield ModelLogic(place=place_of(node), how="branches on", detail=detail)
    for node in module.nodes[ast.Match]:
        patterns = [p for case in node.cases for p in _patterns(case.pattern)]
        names = [p.value for p in patterns if p.value.__class__ is ast.Attribute]
        if id(node) not in seen and any(_member(name, resolver) for name in names):
            seen.add(id(node))
            detail = place_of(node).text[:60].split("\n")[0]
            yield ModelLogic(place=place_of(node.subject), how="branches on", detail=detail)
    for node in module.nodes[ast.Dict]:
        if keyed_by_members(node, resolver):
            yield ModelLogic(place=place_of(node), how="looks up", detail=name_of(node))


def keyed_by_members(node: ast.Dict, resolver: Resolver) -> bool:
    """Say whether a dictionary is a table of models by members of an enumeration.

    Args:
        node: The dictionary.
        resolver: The project's resolver.
    """
    members = [key for key in node.keys if _named(key).__class__ is ast.Attribute]
    called = name_of(node) if members else ""
    return TABLE.search(called) is not None and any(_member(key, resolver) for key in members)


def _is_tested(node: ast.Compare, resolver: Resolver) -> bool:
    left, right, operator = node.left, node.comparators[0], node.ops[0].__class__
    if operator in (ast.In, ast.NotIn):
        if right.__class__ is ast.Attribute and is_model_like(left):
            return _holds_one(right, resolver)
        if right.__class__ not in (ast.Tuple, ast.List, ast.Set):
            return False
        return any(_member(each, resolver) for each in right.elts)
    if operator not in (ast.Eq, ast.NotEq, ast.Is, ast.IsNot):
        return False
    if any(_member(side, resolver) for side in (left, right)):
        return True
    return any(
        _constant(side, resolver) and is_model_like(other)
        for side, other in ((left, right), (right, left))
    )


def _holds_one(node: Any, resolver: Resolver) -> bool:
    """Say whether an object's list holds one model of OpenAI's: several make a list that is told.

    ``self.openai_models = self.openai.models``
    """
    lists = [item for item in resolver.of(node) if item.kind == "list"]
    named = [sum(map(is_model_name, getattr(item.node, "elts", ()))) for item in lists]
    return any(count == 1 for count in named)


def _named(node: Any) -> Any:
    """Return a member of which the value is asked: ``Model.BIG`` of ``Model.BIG.value``."""
    if node.__class__ is ast.Attribute and node.attr in ("value", "name"):
        return node.value
    return node


def _member(node: Any, resolver: Resolver) -> bool:
    """Say whether an expression is a member of an enumeration that names a model."""
    node = _named(node)
    if node.__class__ is not ast.Attribute or not last_name(node.value)[:1].isupper():
        return False
    owners = [item for item in resolver.of(node.value) if item.kind == "class"]
    enumerated = any("Enum" in last_name(b) for item in owners for b in item.node.bases)
    return enumerated and _is_model(node, resolver)


def _constant(node: Any, resolver: Resolver) -> bool:
    """Say whether an expression is a constant that names a model, and is no default."""
    name = last_name(node)
    if node.__class__ not in (ast.Name, ast.Attribute) or not name.isupper():
        return False
    return not _DEFAULTS.search(name) and _is_model(node, resolver)


def _is_model(node: Any, resolver: Resolver) -> bool:
    found = resolver.of(node)
    return bool(found) and all(
        item.kind == "const" and isinstance(item.data, str) and is_text_model(item.data)
        for item in found
    )


def _patterns(pattern: Any) -> list[Any]:
    if pattern.__class__ is ast.MatchOr:
        return [each for part in pattern.patterns for each in _patterns(part)]
    return [pattern] if pattern.__class__ is ast.MatchValue else []
