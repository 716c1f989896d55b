"""Rounds of tools that run out: what the last answer said is shown, though it calls a tool (C01).

Whoever gets past ``for _ in range(5)`` with its early ``return`` has an answer whose tools nobody
ran: its words are what was said beside a call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, ContentUse, Fact
from .index import Module
from .resolve.resolver import Resolver
from .second_answers import content_of, root_of, said
from .tree import children, enclosing_function, place_of, walk

_CALLS = ("tool_calls", "function_call")
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def capped_rounds(module: Module, resolver: Resolver) -> Iterator[Fact]:
    """Yield where the words of such an answer are read.

    Args:
        module: The module.
        resolver: The project's resolver.
    """
    for loop in [*module.nodes[ast.For], *module.nodes[ast.While]]:
        if not _is_bounded(loop):
            continue
        replies, texts = _of_rounds(loop)
        behind = _behind(loop) if replies else []
        found = _read(behind, replies, texts)
        if found.__class__ is ast.Return:
            yield from _of_callers(enclosing_function(loop), resolver)
        elif found is not None:
            yield _use(found)


def _use(node: Any) -> ContentUse:
    return ContentUse(place=place_of(node), confidence=Confidence.MEDIUM, how="content-first")


def _is_bounded(loop: Any) -> bool:
    """Say whether a loop can run out, whatever the answers call."""
    if loop.__class__ is ast.For:
        return True
    constant = loop.test.__class__ is ast.Constant
    return not constant and "call" not in place_of(loop.test).text


def _of_rounds(loop: Any) -> tuple[set[str], set[str]]:
    """Return the names of a loop's answers, of whose calls it asks, and of what they said."""
    body = [node for statement in loop.body for node in walk(statement)]
    asked = {name for node in body if said(node) in _CALLS for name in root_of(node)}
    if not asked:
        return set(), set()
    given = {
        node.targets[0].id: _bare(node.value)
        for node in body
        if node.__class__ is ast.Assign and node.targets[0].__class__ is ast.Name
    }
    replies = asked & given.keys()
    for name in list(replies):
        replies |= root_of(given[name]) & given.keys()
    texts = set()
    for name, value in given.items():
        if said(value) == "message" and root_of(value) & replies:
            replies.add(name)
        if any(said(n) == "content" and root_of(n) & replies for n in walk(value)):
            texts.add(name)
    return replies, texts


def _bare(value: Any) -> Any:
    while value.__class__ is ast.Await:
        value = value.value
    return value


def _behind(loop: Any) -> list[Any]:
    """Return the statements that run only if no answer has ended the rounds."""
    leaves = _exits(loop.body)
    if loop.orelse:
        return list(loop.orelse) if ast.Break in leaves else []
    if ast.Break in leaves or ast.Return not in leaves:
        return []
    for name in ("body", "orelse", "finalbody"):
        block = getattr(loop.parent, name, None)
        if isinstance(block, list) and loop in block:
            return block[block.index(loop) + 1 :]
    return []


def _exits(statements: list[Any]) -> set[type]:
    """Return by what a loop's statements leave it: a return, or a break of its own."""
    found: set[type] = set()
    stack = [(statement, False) for statement in statements]
    while stack:
        node, within = stack.pop()
        kind = node.__class__
        if kind in _INNER:
            continue
        if kind is ast.Return or (kind is ast.Break and not within):
            found.add(kind)
        stack += [(child, within or kind in _LOOPS) for child in children(node)]
    return found


def _read(statements: list[Any], replies: set[str], texts: set[str]) -> Any:
    """Return where an answer's words are read first, or the return of it as a whole."""
    for statement in statements:
        nodes = list(walk(statement))
        if any(said(n) in _CALLS and root_of(n) & replies for n in nodes):
            return None
        for node in nodes:
            if said(node) == "content" and root_of(node) & replies:
                return node
            if node.__class__ is ast.Name and node.id in texts and _is_loaded(node):
                return node
        if statement.__class__ is ast.Return:
            value = statement.value
            whole = value.__class__ is ast.Name and value.id in replies
            return statement if whole else None
        if statement.__class__ is ast.Assign and getattr(statement.targets[0], "id", "") in replies:
            return None
    return None


def _is_loaded(name: ast.Name) -> bool:
    return name.ctx.__class__ is ast.Load


def _of_callers(function: Any, resolver: Resolver) -> Iterator[Fact]:
    """Yield where those who call a function read the words of what it returns."""
    if function is None or function.__class__ is ast.Lambda:
        return
    for call, _ in resolver.call_sites(function, resolver.owner(function)):
        module = call.scope.module
        found = content_of(call) if module.primary and not module.doubtful else None
        if found is not None:
            yield _use(found)
