"""How errors are read: fields and texts that Electron fills otherwise."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..common.errors import CODES, FIELDS, OWN_TYPES, TYPES, is_covered, is_others_code, is_told_by
from ..facts import Confidence, ErrorRead, Fact
from .fault_texts import beside, choices, is_text, listed, looked_for, may_be_text
from .faults import Faults, Sure
from .index import Module
from .tree import last_name, place_of, walk
from .vendors import VENDOR_NAME, for_another_vendor

# OpenAI's messages have these and nobody else's do: told even where no error is in sight.
_WORDS = re.compile(
    r"(?i)maximum context|context_length_exceeded|context length|reduce the length|"
    r"insufficient_quota|exceeded your current quota|tokens per min|model_not_found"
)
# What holds an error's text is called so, wherever it has got to.
_ERROR_TEXT = re.compile(r"(?i)err|exc(?:eption)?|failure|^str$|^repr$")
# Types of Electron's errors: the SDK writes an error's body into its text.
_ITS_TYPES = frozenset(
    {"rate_limit", "rate_limit_error", "invalid_request", "invalid_request_error",
     "authentication_error"}
)  # fmt: skip
_CODE = re.compile(r"(?i)code|err|raw|reason|type|kind")
_LOOKS = ("startswith", "search", "match", "find", "findall", "count", "index")


def error_reads(module: Module, faults: Faults) -> Iterator[Fact]:
    """Yield where errors' fields or texts are read that Electron fills otherwise.

    Args:
        module: The module.
        faults: Says what is an error of OpenAI's.
    """
    seen: set[int] = set()
    tests: set[int] = set()
    # A file of another vendor's has errors with words of their own.
    least = Sure.OURS if VENDOR_NAME.search(module.path.rpartition("/")[2]) else Sure.MAYBE
    for node, what, sure, still in (*_fields(module, faults), *_texts(module, faults)):
        if sure >= least and id(node) not in seen and not for_another_vendor(node):
            seen.add(id(node))
            test = _condition(node)
            if what not in FIELDS and id(test) in tests:
                # One of several texts that a condition asks for: it is told once.
                continue
            tests.add(id(test))
            yield ErrorRead(
                place=place_of(node),
                confidence=Confidence.HIGH if sure is Sure.OURS else Confidence.MEDIUM,
                what=what,
                still=still,
            )
    yield from _known_codes(module, faults, seen)


Found = tuple[Any, str, Sure, str]


def _fields(module: Module, faults: Faults) -> Iterator[Found]:
    """Yield reads of an error's code or param."""
    for node in module.nodes[ast.Attribute]:
        if node.attr in FIELDS and node.ctx.__class__ is ast.Load and not _is_callee(node):
            yield from _field(node, node.attr, node.value, faults)
    for node in module.nodes[ast.Subscript]:
        key = node.slice.value if node.slice.__class__ is ast.Constant else None
        if key in FIELDS and node.ctx.__class__ is ast.Load:
            yield from _field(node, str(key), node.value, faults)
    for name, position in (("getattr", 1), ("get", 0)):
        for call in module.calls.get(name, ()):
            value = getattr(call.args[position], "value", None) if len(call.args) > position else 0
            subject = call.args[0] if position else getattr(call.func, "value", None)
            if value in FIELDS and subject is not None:
                yield from _field(call, str(value), subject, faults)


def _condition(node: Any) -> Any:
    """Return the whole condition that a test is a part of."""
    while node.parent.__class__ in (ast.BoolOp, ast.UnaryOp):
        node = node.parent
    return node


def _field(node: Any, name: str, subject: Any, faults: Faults) -> Iterator[Found]:
    sure = faults.sure(subject)
    if sure >= Sure.SENT and not _of_others(node):
        yield node, name, sure, ""


def _is_callee(node: Any) -> bool:
    parent = node.parent
    return parent.__class__ is ast.Call and parent.func is node


def _of_others(node: Any) -> bool:
    """Say whether a code is compared with a number, or with what is somebody else's."""
    parent = node.parent
    if parent.__class__ is not ast.Compare or len(parent.ops) != 1:
        return False
    other = parent.comparators[0] if parent.left is node else parent.left
    value = other.value if other.__class__ is ast.Constant else None
    return value.__class__ is int or (isinstance(value, str) and is_others_code(value))


def _texts(module: Module, faults: Faults) -> Iterator[Found]:
    """Yield tests of an error's text, and of its type for one that Electron's errors lack."""
    for node in module.nodes[ast.Compare]:
        if len(node.ops) != 1:
            continue
        left, right, operator = node.left, node.comparators[0], node.ops[0].__class__
        if operator in (ast.In, ast.NotIn):
            if is_type(left):
                yield from _one_of(node, left, right, faults)
            # Cheap, and first: there are very many comparisons, and few of them of errors.
            if left.__class__ is not ast.Constant and not may_be_text(right):
                continue
            yield from _told(node, choices(left, faults.resolver), right, faults)
        elif operator in (ast.Eq, ast.NotEq):
            text, subject = (left, right) if left.__class__ is ast.Constant else (right, left)
            if text.__class__ is not ast.Constant and not may_be_text(subject):
                continue
            found = choices(text, faults.resolver)
            if is_type(subject):
                types = [t for t in found if t in TYPES]
                sure = faults.sure(subject) if types else Sure.NO
                if sure >= Sure.SENT:
                    yield node, types[0], sure, ""
            elif found:
                yield from _told(node, found, subject, faults)
    for name in _LOOKS:
        for call in module.calls.get(name, ()):
            found, subject = looked_for(call, faults.resolver)
            if found and subject is not None:
                yield from _told(call, found, subject, faults)


def _one_of(node: Any, subject: Any, among: Any, faults: Faults) -> Iterator[Found]:
    """Yield a test of an error's type for one of several: ``body["type"] in ("tokens", …)``."""
    written = getattr(among, "elts", ())
    texts = [e.value for e in written if e.__class__ is ast.Constant] or listed(
        among, faults.resolver
    )
    told = next((t for t in texts if isinstance(t, str) and t in OWN_TYPES), None)
    sure = faults.sure(subject) if told is not None else Sure.NO
    if told is not None and sure >= Sure.SENT:
        yield node, told, sure, ""


def is_type(node: Any) -> bool:
    """Say whether an expression is something's type: ``error.type``, ``body["type"]``."""
    if node.__class__ is ast.Call and last_name(node.func) in ("get", "getattr"):
        return any(getattr(a, "value", None) == "type" for a in node.args)
    if node.__class__ is ast.Subscript:
        return getattr(node.slice, "value", None) == "type"
    return node.__class__ is ast.Attribute and node.attr == "type"


def _told(node: Any, texts: list[str], subject: Any, faults: Faults) -> Iterator[Found]:
    """Yield a test of a text for words, if they tell one of OpenAI's errors from another."""
    operator = node.ops[0].__class__ if node.__class__ is ast.Compare else None
    # Cheap, and first: most texts that code looks for are no words of an error.
    if not any(is_told_by(text, at_hand=True) for text in texts):
        if (
            operator in (ast.Eq, ast.NotEq)
            or not may_be_text(subject)
            or not _imports_ours(node.scope.module)
        ):
            return
    sure = faults.sure(subject)
    if sure is Sure.NO or not is_text(subject, faults):
        return
    others = [*texts, *beside(node, faults.resolver)]
    for text in texts:
        told = is_told_by(text, at_hand=True, sent=sure >= Sure.SENT, ours=sure is Sure.OURS)
        if not told:
            continue
        still = "status" if is_covered(text, others) else ""
        if text.lower() in _ITS_TYPES:
            still = "type"
        if not still or (sure >= Sure.SENT and operator not in (ast.Eq, ast.NotEq)):
            yield node, text, sure, still
            return


def _imports_ours(module: Module) -> bool:
    """Say whether a file may name the SDK's own errors."""
    return any(name.startswith(("openai", "litellm")) for name in module.imported)


def _known_codes(module: Module, faults: Faults, seen: set[int]) -> Iterator[Fact]:
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
            words = choices(sides[0], faults.resolver)
            found = next((t for t in words if _WORDS.search(t)), None)
            if found is not None and faults.are_others(sides[1]):
                continue
        elif node.ops[0].__class__ in (ast.In, ast.NotIn) and _CODE.search(last_name(sides[0])):
            # ``if code in KNOWN``
            if faults.sure(sides[0]) < Sure.SENT:
                continue
            found = next((t for t in listed(sides[1], faults.resolver) if t in CODES), None)
        else:
            continue
        if found == "content_filter" and "finish_reason" in place_of(node).text:
            # It ends an answer as well.
            continue
        if found is None or for_another_vendor(node):
            continue
        if any(id(inner) in seen for inner in walk(node)):
            continue
        # Where a code is taken out of an error's body is where it is read.
        reads = [r for r in _reads(sides[0]) if not any(id(inner) in seen for inner in walk(r))]
        for each in reads if len(node.ops) == 1 and found in CODES else ():
            seen.add(id(each))
            yield ErrorRead(place=place_of(each), confidence=Confidence.MEDIUM, what=found)
        if not (reads or _reads(sides[0])):
            yield ErrorRead(place=place_of(node), confidence=Confidence.MEDIUM, what=found)


def _reads(name: Any) -> list[Any]:
    """Return where a name is given what an error has for a code: ``info.get("code", "")``."""
    if name.__class__ is not ast.Name:
        return []
    return [
        binding.value
        for binding in name.scope.bindings.get(name.id, ())
        if binding.how == "value"
        and binding.value is not None
        and any(
            n.__class__ is ast.Constant and n.value in FIELDS
            for n in walk(binding.value)
            if n.parent.__class__ in (ast.Call, ast.Subscript)
        )
    ]


def _subject(node: Any) -> Any:
    while node.__class__ is ast.Call and node.func.__class__ is ast.Attribute:
        node = node.func.value
    return node.func if node.__class__ is ast.Call else node
