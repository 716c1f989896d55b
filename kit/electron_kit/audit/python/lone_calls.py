"""Calls of a response that go back into the input without what was said beside them (C01)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .tree import ancestors, dotted, enclosing_function, last_name, place_of, walk

_CALL, _RESULT = "function_call", "function_call_output"
_ADDS = ("append", "insert")
_LEAVES = (ast.Continue, ast.Return, ast.Break, ast.Raise)


def lone_calls(module: Module) -> Iterator[Fact]:
    """Yield where an item that is a call is put into a list with results, and no other item is.

    Args:
        module: The module.
    """
    if not any(_RESULT.encode() in unit.data for unit in module.units):
        return
    seen: set[tuple[int, str]] = set()
    for text in module.nodes[ast.Constant]:
        name = _list_of(text) if text.value == _RESULT else ""
        function = enclosing_function(text)
        if not name or (id(function), name) in seen:
            continue
        seen.add((id(function), name))
        trees = [function] if function is not None else module.trees
        nodes = [n for tree in trees for n in walk(tree)]
        if any(_is_whole(n) or _is_kept(n) for n in nodes):
            continue
        added = [n for n in nodes if _adds(n, name) and n.args[-1].__class__ is ast.Name]
        calls = [call for call in added if _is_call(call.args[-1], call, nodes)]
        if len(calls) == len(added):
            for call in calls:
                yield ContentUse(
                    place=place_of(call), confidence=Confidence.MEDIUM, how="content-dropped"
                )


def _list_of(text: Any) -> str:
    """Return the list that a call's result is put into."""
    for parent in ancestors(text):
        if parent.__class__ is ast.Call:
            adds = last_name(parent.func) in (*_ADDS, "extend")
            return dotted(getattr(parent.func, "value", None)) if adds else ""
        if parent.__class__ not in (ast.Dict, ast.List, ast.Tuple):
            return ""
    return ""


def _adds(node: Any, name: str) -> bool:
    return (
        node.__class__ is ast.Call
        and last_name(node.func) in _ADDS
        and bool(node.args)
        and dotted(getattr(node.func, "value", None)) == name
    )


def _is_whole(node: Any) -> bool:
    """Say whether all that a response gave is put somewhere: ``items += response.output``."""
    if node.__class__ is not ast.Attribute or node.attr != "output":
        return False
    parent = node.parent
    if parent.__class__ is ast.comprehension:
        return not parent.ifs
    return parent.__class__ in (ast.Call, ast.AugAssign, ast.Starred, ast.BinOp, ast.List)


def _is_kept(node: Any) -> bool:
    """Say whether OpenAI keeps what a response gave."""
    return node.__class__ is ast.keyword and node.arg in ("previous_response_id", "conversation")


def _is_call(item: ast.Name, added: Any, nodes: list[Any]) -> bool:
    """Say whether an item is a call for sure, where it is added."""
    for node in nodes:
        target = node.target if node.__class__ is ast.For else None
        if target.__class__ is ast.Name and target.id == item.id and added in list(walk(node)):
            if _is_chosen(node.iter, nodes):
                return True
            if last_name(node.iter) == "output" or _of_output(node.iter):
                return _is_asked(item.id, added)
        if node.__class__ is ast.Assign and last_name(node.targets[0]) == item.id:
            if node.value.__class__ is ast.Subscript and last_name(node.value.value) == "output":
                return _is_asked(item.id, added)
    return False


def _of_output(node: Any) -> bool:
    return node.__class__ is ast.BoolOp and last_name(node.values[0]) == "output"


def _is_chosen(items: Any, nodes: list[Any]) -> bool:
    """Say whether a list has a response's calls alone: ``[i for i in output if …]``."""
    made = [items]
    if items.__class__ is ast.Name:
        made = [
            n.value
            for n in nodes
            if n.__class__ is ast.Assign and last_name(n.targets[0]) == items.id
        ]
    return bool(made) and all(
        m.__class__ is ast.ListComp and any(map(_asks, m.generators[0].ifs)) for m in made
    )


def _is_asked(name: str, added: Any) -> bool:
    """Say whether it is asked before whether an item is a call."""
    child = added
    for parent in ancestors(added):
        if parent.__class__ is ast.If and _asks(parent.test) and child in parent.body:
            return True
        body = getattr(parent, "body", None)
        for earlier in (
            body[: body.index(child)] if isinstance(body, list) and child in body else ()
        ):
            if earlier.__class__ is ast.If and earlier.body[-1].__class__ in _LEAVES:
                if _asks(earlier.test, other=True) and name in place_of(earlier.test).text:
                    return True
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False


def _asks(test: Any, *, other: bool = False) -> bool:
    """Say whether a test is for calls, or for what is none."""
    wanted = (ast.NotEq, ast.NotIn) if other else (ast.Eq,)
    return any(
        node.__class__ is ast.Compare
        and node.ops[0].__class__ in wanted
        and any(getattr(n, "value", None) == _CALL for n in walk(node))
        for node in walk(test)
    )
