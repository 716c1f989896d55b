"""How the chunks of a stream are read: ``choices[0]`` without a guard (C04)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Call, ChunkIndex, Fact, Place
from .requests import Requests
from .resolve.resolver import Resolver
from .tree import ancestors, last_name, place_of, walk


def chunk_indexes(requests: Requests, resolver: Resolver) -> Iterator[Fact]:
    """Yield unguarded ``chunk.choices[0]`` in loops over a chat request's stream.

    Args:
        requests: The project's requests.
        resolver: The project's resolver.
    """
    by_node = {id(r.node): r.fact for r in requests.found if r.fact.endpoint == "chat"}
    if not by_node:
        return
    for module in resolver.project.modules:
        seen: set[int] = set()
        for node in module.nodes[ast.Subscript]:
            subject = node.value
            if subject.__class__ is not ast.Attribute or subject.attr != "choices":
                continue
            if node.slice.__class__ is not ast.Constant or node.slice.value != 0:
                continue
            chunk = subject.value
            if chunk.__class__ is not ast.Name:
                continue
            fact = _streamed(chunk, resolver, by_node)
            if fact is None or id(chunk.scope) in seen or guarded_chunk(node, chunk.id):
                continue
            seen.add(id(chunk.scope))
            yield ChunkIndex(
                place=place_of(node), confidence=fact.confidence, name=chunk.id,
                include_usage=_include_usage(fact), statement=_statement(node, chunk.id),
            )  # fmt: skip


def _streamed(chunk: ast.Name, resolver: Resolver, by_node: dict[int, Call]) -> Call | None:
    """Return the request whose stream a loop variable comes from."""
    scope = chunk.scope
    while scope is not None:
        for binding in scope.bindings.get(chunk.id, ()):
            if binding.how == "item" and binding.value is not None:
                for item in resolver.of(binding.value):
                    if item.kind == "made" and id(item.node) in by_node:
                        return by_node[id(item.node)]
            elif binding.how == "param" and not binding.star:
                # A helper that is called with each chunk.
                for item in resolver.parameter(binding, chunk.id):
                    if item.kind == "made" and id(item.node) in by_node and item.path == ("[]",):
                        return by_node[id(item.node)]
        scope = scope.parent
    return None


def _include_usage(fact: Call) -> bool | None:
    options = fact.fields.get("stream_options")
    if options is None:
        return None if not fact.complete else False
    for value in options.values:
        entry = value.entries.get("include_usage")
        if entry is not None and any(
            v.constant is True or v.kind != "constant" for v in entry.values
        ):
            return True
    return None


def guarded_chunk(node: Any, name: str) -> bool:
    """Say whether an index of a chunk's choices cannot fail on an empty list."""
    child = node
    for parent in ancestors(node):
        kind = parent.__class__
        if kind in (ast.If, ast.IfExp, ast.While) and child is not getattr(parent, "test", None):
            # In either branch: the other is `if not chunk.choices: … else: …`.
            if _about_choices(parent.test, name):
                return True
        if kind is ast.BoolOp and any(
            _about_choices(v, name) for v in parent.values if v is not child
        ):
            return True
        if kind is ast.comprehension and any(_about_choices(test, name) for test in parent.ifs):
            return True
        if kind in (ast.ListComp, ast.GeneratorExp) and any(
            _about_choices(test, name) for g in parent.generators for test in g.ifs
        ):
            return True
        if kind is ast.Try and child in parent.body:
            for handler in parent.handlers:
                caught = {
                    last_name(n) for n in ([handler.type] if handler.type is not None else [])
                }
                if handler.type.__class__ is ast.Tuple:
                    caught = {last_name(n) for n in handler.type.elts}
                # An error that is caught and not raised again is a guard, if a clumsy one.
                if handler.type is None or caught & {
                    "IndexError",
                    "LookupError",
                    "Exception",
                    "BaseException",
                }:
                    return not any(s.__class__ is ast.Raise for s in handler.body)
        for branch in ("body", "orelse"):
            statements = getattr(parent, branch, None)
            if isinstance(statements, list) and child in statements:
                for earlier in statements[: statements.index(child)]:
                    if (
                        earlier.__class__ is ast.If
                        and _about_choices(earlier.test, name)
                        and _skips(earlier.body)
                    ):
                        return True
        if kind in (ast.FunctionDef, ast.AsyncFunctionDef):
            return False
        child = parent
    return False


def _skips(body: list[Any]) -> bool:
    return bool(body) and body[-1].__class__ in (ast.Continue, ast.Return, ast.Break, ast.Raise)


def _about_choices(test: Any, name: str) -> bool:
    """Say whether a test looks at the list itself, at its length or at ``usage``."""
    for node in walk(test):
        if (
            node.__class__ is ast.Attribute
            and node.attr in ("choices", "usage")
            and last_name(node.value) == name
        ):
            if node.parent.__class__ is not ast.Subscript:
                return True
        if node.__class__ is ast.Call and last_name(node.func) in ("hasattr", "getattr"):
            arguments = [a.value for a in node.args if a.__class__ is ast.Constant]
            if "usage" in arguments or "choices" in arguments:
                return True
    return False


def _statement(node: Any, name: str) -> Place | None:
    """Return the statement of the loop's body before which a guard fits."""
    child = node
    for parent in ancestors(node):
        if parent.__class__ in (ast.For, ast.AsyncFor):
            # Before the statement of the loop's own body: deeper, a ``continue`` might skip what
            # has to run.
            if child in parent.body and last_name(parent.target) == name and not parent.orelse:
                return place_of(child)
            return None
        if parent.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef):
            return None
        child = parent
    return None
