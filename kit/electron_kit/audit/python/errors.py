"""How errors are read: fields and texts that Electron fills otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from ..common.errors import CODES, FIELDS, is_told_by
from ..facts import Confidence, ErrorRead, Fact
from .error_regions import Region, error_regions, is_text_of, leads_to, root_of
from .index import Module
from .resolve.resolver import Resolver
from .tree import last_name, place_of, walk
from .vendors import VENDOR_NAME

# OpenAI's messages have these and nobody else's do: told even where no error is in sight.
_WORDS = re.compile(
    r"(?i)maximum context|context_length_exceeded|context length|reduce the length|"
    r"insufficient_quota|exceeded your current quota|tokens per min|model_not_found"
)
# What holds an error's text is called so, wherever it has got to.
_ERROR_TEXT = re.compile(r"(?i)err|exc(?:eption)?|failure")


def error_reads(module: Module, resolver: Resolver, leads: Callable[[Any], Any]) -> Iterator[Fact]:
    """Yield where error handlers read fields or text that Electron fills otherwise.

    Args:
        module: The module.
        resolver: The project's resolver.
        leads: Says what in a statement leads to a chat request, if anything does.
    """
    yield from _raw_error_texts(module)
    seen: set[int] = set()
    foreign = VENDOR_NAME.search(module.path.rpartition("/")[2]) is not None
    for region in error_regions(module, resolver, leads):
        if foreign and not region.sdk:
            # A file of another vendor's, whose errors have words of their own.
            continue
        for node in (inner for part in region.code for inner in walk(part)):
            found = _error_read(node, region, resolver)
            if found is not None and id(node) not in seen:
                seen.add(id(node))
                yield ErrorRead(
                    place=place_of(node),
                    confidence=Confidence.HIGH if region.sdk else Confidence.MEDIUM,
                    what=found,
                )
    yield from _known_codes(module, resolver, seen)


def _known_codes(module: Module, resolver: Resolver, seen: set[int]) -> Iterator[Fact]:
    """Yield tests for OpenAI's own codes and words, wherever the error's text has got to."""
    for node in module.nodes[ast.Compare]:
        if len(node.ops) != 1:
            continue
        sides = [node.left, node.comparators[0]]
        if node.ops[0].__class__ in (ast.Eq, ast.NotEq):
            texts = [s.value for s in sides if s.__class__ is ast.Constant]
            found = next((t for t in texts if isinstance(t, str) and t in CODES), None)
        elif node.ops[0].__class__ in (ast.In, ast.NotIn) and _ERROR_TEXT.search(
            last_name(_subject(sides[1]))
        ):
            found = next((t for t in _choices(sides[0], resolver) if _WORDS.search(t)), None)
        else:
            continue
        if found == "content_filter" and "finish_reason" in place_of(node).text:
            # It ends an answer as well.
            continue
        if found is not None and not any(id(inner) in seen for inner in walk(node)):
            yield ErrorRead(place=place_of(node), confidence=Confidence.MEDIUM, what=found)


def _subject(node: Any) -> Any:
    while node.__class__ is ast.Call and node.func.__class__ is ast.Attribute:
        node = node.func.value
    return node


def _choices(node: Any, resolver: Resolver) -> list[str]:
    """Return the texts that an expression may be, those of a list that it runs through included."""
    found = [o.data for o in resolver.of(node) if o.kind == "const"]
    if node.__class__ is ast.Name:
        for binding in node.scope.bindings.get(node.id, ()):
            if binding.how == "item" and binding.value is not None:
                for item in resolver.of(binding.value):
                    if item.kind == "list":
                        found += [
                            o.data
                            for element in resolver.elements(item)
                            for o in resolver.of(element)
                            if o.kind == "const"
                        ]
    return [text for text in found if isinstance(text, str)]


def _raw_error_texts(module: Module) -> Iterator[Fact]:
    """Yield tests of the message in the body of an error, as hand-written requests see it."""
    for node in module.nodes[ast.Compare]:
        text, subject = node.left, node.comparators[0]
        if node.ops[0].__class__ not in (ast.In, ast.NotIn) or text.__class__ is not ast.Constant:
            continue
        if not isinstance(text.value, str) or not is_told_by(text.value, at_hand=True):
            continue
        while subject.__class__ is ast.Call and subject.func.__class__ is ast.Attribute:
            if subject.func.attr not in ("lower", "strip", "upper"):
                break
            subject = subject.func.value
        if _is_error_message(subject):
            yield ErrorRead(
                place=place_of(node), confidence=Confidence.MEDIUM, what=str(text.value)
            )


def _is_error_message(node: Any) -> bool:
    """Say whether an expression is ``body["error"]["message"]`` or a name for it."""
    if node.__class__ is ast.Name:
        bindings = node.scope.bindings.get(node.id, ())
        return any(
            b.how == "value" and b.value.__class__ in (ast.Subscript, ast.Call)
            and _is_error_message(b.value)
            for b in bindings
        )  # fmt: skip
    parts = {n.value for n in walk(node) if n.__class__ is ast.Constant}
    return {"error", "message"} <= parts


def _error_read(node: Any, region: Region, resolver: Resolver) -> str | None:
    kind, name, sdk = node.__class__, region.name, region.sdk
    if sdk and kind is ast.Attribute and node.attr in FIELDS and root_of(node) == name:
        return node.attr
    if (
        sdk
        and kind is ast.Subscript
        and node.slice.__class__ is ast.Constant
        and node.slice.value in FIELDS
    ):
        return str(node.slice.value) if leads_to(node, name) else None
    if sdk and kind is ast.Call and last_name(node.func) in ("getattr", "get"):
        values = [a.value for a in node.args if a.__class__ is ast.Constant]
        subject = (
            node.args[0]
            if last_name(node.func) == "getattr" and node.args
            else getattr(node.func, "value", None)
        )
        if values and values[0] in FIELDS and leads_to(subject, name):
            return str(values[0])
    if kind is ast.Compare and len(node.ops) == 1:
        return _matched(node, region, resolver)
    if (
        kind is ast.Call
        and last_name(node.func) in ("startswith", "search", "match", "find")
        and node.args
    ):
        text = node.args[0]
        if text.__class__ is ast.Constant and isinstance(text.value, str):
            subject = node.func.value if node.func.__class__ is ast.Attribute else None
            others = [subject, *node.args[1:]]
            if any(is_text_of(o, region) for o in others):
                return text.value if is_told_by(text.value, at_hand=True, ours=sdk) else None
    return None


def _matched(node: ast.Compare, region: Region, resolver: Resolver) -> str | None:
    left, right, operator = node.left, node.comparators[0], node.ops[0]
    if operator.__class__ in (ast.In, ast.NotIn):
        text, subject = left, right
    elif operator.__class__ in (ast.Eq, ast.NotEq):
        text, subject = (left, right) if left.__class__ is ast.Constant else (right, left)
    else:
        return None
    if not is_text_of(subject, region):
        return None
    for item in resolver.of(text):
        if item.kind == "const" and isinstance(item.data, str):
            if is_told_by(item.data, at_hand=True, ours=region.sdk):
                return item.data
    return None
