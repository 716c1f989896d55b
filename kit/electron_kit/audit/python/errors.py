"""How errors are read: fields and texts that Electron fills otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

from ..common.errors import CODES, FIELDS, is_told_by
from ..facts import Confidence, ErrorRead, Fact
from .index import Module
from .resolve.resolver import Resolver
from .tree import last_name, place_of, walk
from .vendors import VENDOR_NAME

_SDK_ERRORS = re.compile(
    r"(?:^|\.)(?:OpenAIError|APIError|APIStatusError|BadRequestError|RateLimitError|AuthenticationError|"
    r"InvalidRequestError|PermissionDeniedError|NotFoundError|UnprocessableEntityError|InternalServerError|"
    r"APIConnectionError|APITimeoutError|ConflictError|ServiceUnavailableError)$"
)
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
    for region, name, sdk in _error_regions(module, resolver, leads):
        if foreign and not sdk:
            # A file of another vendor's, whose errors have words of their own.
            continue
        for node in (inner for part in region for inner in walk(part)):
            found = _error_read(node, name, sdk, resolver)
            if found is not None and id(node) not in seen:
                seen.add(id(node))
                yield ErrorRead(
                    place=place_of(node),
                    confidence=Confidence.HIGH if sdk else Confidence.MEDIUM,
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


def _error_regions(
    module: Module, resolver: Resolver, leads: Callable[[Any], Any]
) -> Iterator[tuple[list[Any], str, bool]]:
    """Yield where an error is at hand: the code, the error's name, whether it is the SDK's."""
    for call in module.calls.get("isinstance", ()):
        if len(call.args) != 2 or call.args[0].__class__ is not ast.Name:
            continue
        if _is_sdk_error(call.args[1], resolver):
            yield _where_true(call), call.args[0].id, True
    for kind in (ast.FunctionDef, ast.AsyncFunctionDef):
        for function in module.nodes[kind]:
            for argument in (*function.args.args, *function.args.kwonlyargs):
                annotation = argument.annotation
                if annotation is not None and _SDK_ERRORS.search(last_name(annotation)):
                    if _is_sdk_error(annotation, resolver):
                        yield function.body, argument.arg, True
    for handler in module.nodes[ast.ExceptHandler]:
        if handler.name:
            sdk = _is_sdk_error(handler.type, resolver)
            if sdk or not _of_others(handler.parent.body, resolver, leads):
                yield handler.body, handler.name, sdk


def _of_others(body: list[Any], resolver: Resolver, leads: Callable[[Any], Any]) -> bool:
    """Say whether what is tried is known, and asks others than OpenAI."""
    if any(leads(statement) is not None for statement in body):
        return False
    calls = [n for statement in body for n in walk(statement) if n.__class__ is ast.Call]
    return bool(calls) and all(
        any(
            o.kind in ("ext", "made") and not o.name.startswith(("openai", "litellm", "langchain"))
            for o in resolver.of(call.func)
        )
        for call in calls
    )


def _where_true(test: Any) -> list[Any]:
    """Return the code that runs only if a test, or one that it is a part of, holds."""
    region, parent = [test], test.parent
    while parent.__class__ is ast.BoolOp:
        region, parent = [parent], parent.parent
    if parent.__class__ is ast.If and parent.test is region[0]:
        return [parent.test, *parent.body]
    if parent.__class__ is ast.IfExp and parent.test is region[0]:
        return [parent.test, parent.body]
    return region


def _is_sdk_error(node: Any, resolver: Resolver) -> bool:
    types = node.elts if node.__class__ is ast.Tuple else [node]
    for kind in types:
        if kind is None:
            continue
        for item in resolver.of(kind):
            if (
                item.kind == "ext"
                and item.name.startswith(("openai", "litellm"))
                and _SDK_ERRORS.search(item.name)
            ):
                return True
            if item.kind == "list" and any(
                _is_sdk_error(e, resolver) for e in resolver.elements(item)
            ):
                return True
    return False


def _error_read(node: Any, name: str, sdk: bool, resolver: Resolver) -> str | None:
    kind = node.__class__
    if sdk and kind is ast.Attribute and node.attr in FIELDS and _root(node) == name:
        return node.attr
    if (
        sdk
        and kind is ast.Subscript
        and node.slice.__class__ is ast.Constant
        and node.slice.value in FIELDS
    ):
        return str(node.slice.value) if _root(node) == name else None
    if sdk and kind is ast.Call and last_name(node.func) in ("getattr", "get"):
        values = [a.value for a in node.args if a.__class__ is ast.Constant]
        subject = (
            node.args[0]
            if last_name(node.func) == "getattr" and node.args
            else getattr(node.func, "value", None)
        )
        if values and values[0] in FIELDS and _root(subject) == name:
            return str(values[0])
    if kind is ast.Compare and len(node.ops) == 1:
        return _matched(node, name, sdk, resolver)
    if (
        kind is ast.Call
        and last_name(node.func) in ("startswith", "search", "match", "find")
        and node.args
    ):
        text = node.args[0]
        if text.__class__ is ast.Constant and isinstance(text.value, str):
            subject = node.func.value if node.func.__class__ is ast.Attribute else None
            others = [subject, *node.args[1:]]
            if any(_is_text_of(o, name) for o in others):
                return text.value if is_told_by(text.value, at_hand=True, ours=sdk) else None
    return None


def _matched(node: ast.Compare, name: str, sdk: bool, resolver: Resolver) -> str | None:
    left, right, operator = node.left, node.comparators[0], node.ops[0]
    if operator.__class__ in (ast.In, ast.NotIn):
        text, subject = left, right
    elif operator.__class__ in (ast.Eq, ast.NotEq):
        text, subject = (left, right) if left.__class__ is ast.Constant else (right, left)
    else:
        return None
    if not _is_text_of(subject, name):
        return None
    for item in resolver.of(text):
        if item.kind == "const" and isinstance(item.data, str):
            if is_told_by(item.data, at_hand=True, ours=sdk):
                return item.data
    return None


def _is_text_of(node: Any, name: str, depth: int = 0) -> bool:
    """Say whether an expression is an error's text, such as ``str(e)`` or ``e.message``."""
    while node is not None:
        if node.__class__ is ast.Call:
            if (
                last_name(node.func) in ("str", "repr", "format_exc", "exception_to_string")
                and node.args
            ):
                return _root(node.args[0]) == name
            node = node.func.value if node.func.__class__ is ast.Attribute else None
        elif node.__class__ is ast.Attribute:
            if node.attr in ("message", "user_message", "_message", "args") and _root(node) == name:
                return True
            node = node.value
        elif node.__class__ is ast.Subscript:
            node = node.value
        elif node.__class__ is ast.Name:
            if node.id == name or depth > 3:
                return False
            scope = node.scope
            while scope.parent is not None and node.id not in scope.bindings:
                scope = scope.parent
            bindings = scope.bindings.get(node.id, ())
            return any(
                b.how == "value"
                and b.value is not None
                and b.value.__class__ is not ast.Name
                and _is_text_of(b.value, name, depth + 1)
                for b in bindings
            )
        else:
            return False
    return False


def _root(node: Any) -> str:
    while node.__class__ in (ast.Attribute, ast.Subscript, ast.Call):
        node = node.func if node.__class__ is ast.Call else node.value
    return node.id if node.__class__ is ast.Name else ""
