"""Answers of the SDK before 1.0: dictionaries with attributes, which 1.0 made plain objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ...facts import Place
from ..project import Project
from ..readers import holder
from ..tree import last_name, place_of, placed
from ..uses import Uses
from .marks import where_of

_HAS = {
    "answer": {
        "choices": "choices", "usage": "usage", "id": "", "model": "", "created": "", "object": "",
    },
    "choices": {"": "choice"},
    "choice": {"message": "message", "delta": "message", "finish_reason": "", "index": ""},
    "message": {"content": "", "role": "", "function_call": "call"},
    "call": {"name": "", "arguments": ""},
    "usage": {"prompt_tokens": "", "completion_tokens": "", "total_tokens": ""},
}  # fmt: skip
"""What an answer's parts have, and which part each of that is; empty for a plain value."""


class HeldError(Exception):
    """A part of an answer is used in a way that 1.0 does not have; says in which."""


class OldAnswers:
    """Follows answers to where they are read.

    Args:
        project: The project.
        uses: Follows values.
    """

    def __init__(self, project: Project, uses: Uses) -> None:
        """Start with nothing followed."""
        self.project = project
        self.uses = uses

    def changes(self, call: Any, *, streamed: bool) -> list[tuple[Place, str]]:
        """Return what has to be written differently where an answer is read.

        Args:
            call: The request.
            streamed: Whether its answer is a stream of parts.

        Raises:
            HeldError: Its answer is used in a way that is not followed.
        """
        for name in ("dumps", "dump", "dict", "asdict", "vars"):
            for other in self.project.calls(name):
                for argument in other.args:
                    if any(o.node is call for o in self.uses.resolver.of(argument)):
                        raise HeldError(_handed(f"`{name}`", other))
        seen: set[int] = set()
        return list(dict.fromkeys(self._part(call, "stream" if streamed else "answer", seen)))

    def _part(self, node: Any, kind: str, seen: set[int]) -> Iterator[tuple[Place, str]]:
        if id(node) in seen:
            return
        seen.add(id(node))
        trail = self.uses.of(node)
        if trail.given is not None:
            raise HeldError(_handed("callers that are not in sight", trail.given))
        for use in trail.uses:
            at, parent = use.node, use.node.parent
            if use.path:
                raise HeldError(_handed("a dictionary", at))
            if parent.__class__ in (ast.Subscript, ast.Attribute) and parent.value is at:
                yield from self._taken(at, parent, kind, seen)
            elif parent.__class__ in (ast.For, ast.AsyncFor, ast.comprehension):
                yield from self._each(at, parent, kind, seen)
            elif is_asked_what(parent):
                raise HeldError(_handed(f"`{last_name(parent.func)}`", at))
            elif use.how in ("test", "shown"):
                continue
            elif kind == "message" and last_name(getattr(use.node, "func", None)) == "append":
                argument = use.node.args[0]
                end = place_of(argument)
                yield _between(end, end, after=True), ".model_dump(exclude_none=True)"
            elif kind == "message" and parent.__class__ is ast.Compare:
                yield from _tested(at, parent)
            elif use.how == "compared" and kind == "message" and at.__class__ is ast.Compare:
                yield from _tested(at.comparators[-1], at)
            else:
                raise HeldError(_handed(use.name or "others", at))

    def _taken(
        self, at: Any, parent: Any, kind: str, seen: set[int]
    ) -> Iterator[tuple[Place, str]]:
        """Follow an entry, an item or an attribute of a part."""
        if kind == "stream":
            raise HeldError(_handed("code that takes parts of the stream out", parent))
        if parent.__class__ is ast.Attribute:
            call = parent.parent
            if parent.attr in ("get", "pop") and call.__class__ is ast.Call and call.func is parent:
                yield from self._got(at, call, kind, seen)
                return
            name = parent.attr
        else:
            key = parent.slice.value if parent.slice.__class__ is ast.Constant else None
            if kind == "choices":
                if not isinstance(key, int):
                    raise HeldError(_handed("code that takes some of its choices", parent))
                yield from self._part(parent, "choice", seen)
                return
            if not isinstance(key, str):
                raise HeldError(f"is read by a key that is not written there ({_at(parent)})")
            name = key
        if name not in _HAS[kind]:
            raise HeldError(f"has its `{name}` read ({_at(parent)}), which 1.0 has not")
        if parent.__class__ is ast.Subscript:
            yield _between(place_of(at), place_of(parent)), f".{name}"
        if _HAS[kind][name]:
            yield from self._part(parent, _HAS[kind][name], seen)

    def _got(self, at: Any, call: Any, kind: str, seen: set[int]) -> Iterator[tuple[Place, str]]:
        """Follow ``message.get("content", "")``."""
        key = call.args[0] if call.args else None
        name = key.value if key.__class__ is ast.Constant else None
        if name not in _HAS[kind] or len(call.args) > 2 or call.keywords:
            raise HeldError(f"is read by `get` ({_at(call)})")
        whole, inner = place_of(call), place_of(at)
        rest = _between(inner, whole)
        if len(call.args) == 2:
            default = place_of(call.args[1]).text
            yield Place(whole.unit, whole.start, whole.start), "("
            yield rest, f".{name} or {default})"
        else:
            yield rest, f".{name}"
        if _HAS[kind][name]:
            yield from self._part(call, _HAS[kind][name], seen)

    def _each(self, at: Any, loop: Any, kind: str, seen: set[int]) -> Iterator[tuple[Place, str]]:
        """Follow a loop over an answer's choices, or over a stream."""
        inner = {"choices": "choice", "stream": "answer"}.get(kind)
        target = loop.target
        if inner is None or loop.iter is not at or target.__class__ is not ast.Name:
            raise HeldError(_handed("a loop", placed(at)))
        scope = holder(target.id, target.scope)
        if scope is None or len(scope.bindings[target.id]) != 1:
            raise HeldError(f"is read by a name that means other things too ({_at(placed(at))})")
        for node in self.uses.readers.of_name(target.id, scope):
            if node.ctx.__class__ is ast.Load:
                yield from self._read(node, inner, seen)

    def _read(self, node: Any, kind: str, seen: set[int]) -> Iterator[tuple[Place, str]]:
        """Follow one reader of a loop's name, which stands for a part itself."""
        parent = node.parent
        if parent.__class__ in (ast.Subscript, ast.Attribute) and parent.value is node:
            yield from self._taken(node, parent, kind, seen)
        else:
            yield from self._part(node, kind, seen)


def is_asked_what(call: Any) -> bool:
    """Say whether a call asks what class a value has, or which attributes."""
    return call.__class__ is ast.Call and last_name(call.func) in (
        "isinstance", "hasattr", "type", "callable",
    )  # fmt: skip


def mocked(project: Project, word: bytes) -> str:
    """Return where a test writes of a way of asking that goes; empty if none does."""
    for module in project.modules:
        for unit in module.units if module.is_test else ():
            at = unit.data.find(word)
            if at >= 0:
                return f"{module.path}:{unit.line_of(at)}"
    return ""


def _tested(at: Any, compare: Any) -> Iterator[tuple[Place, str]]:
    """Yield the change of ``"content" in delta``."""
    key = compare.left.value if compare.left.__class__ is ast.Constant else None
    plain = len(compare.ops) == 1 and compare.ops[0].__class__ in (ast.In, ast.NotIn)
    if not plain or compare.comparators[0] is not at or key not in _HAS["message"]:
        raise HeldError(_handed("a comparison", compare))
    whole, inner = place_of(compare), place_of(at)
    no = "" if compare.ops[0].__class__ is ast.In else "not "
    yield Place(whole.unit, whole.start, inner.start), ""
    found = f".{key} is {'' if no else 'not '}None"
    yield Place(whole.unit, inner.end, whole.end), found


def _between(inner: Place, whole: Place, *, after: bool = False) -> Place:
    """Return what stands between the ends of two expressions that begin together."""
    start = whole.end if after else inner.end
    return Place(whole.unit, start, whole.end)


def _handed(what: str, node: Any) -> str:
    return f"is handed on to {what} ({_at(placed(node))})"


def _at(node: Any) -> str:
    return where_of(place_of(node))
