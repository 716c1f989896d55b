"""Which expressions are the text of an error, and what is looked for in it."""

from __future__ import annotations

import ast
import re
from typing import Any

from .faults import Faults
from .resolve.parameters import argument_for
from .resolve.resolver import Resolver
from .tree import last_name, walk

_MAKE_TEXT = frozenset({"str", "repr", "format_exc", "dumps", "exception_to_string", "format"})
_TEXTS = frozenset(
    {"message", "user_message", "_message", "args", "text", "content", "detail", "description"}
)
_STEPS = 6
_CHANGES = frozenset({"lower", "upper", "strip", "casefold", "replace", "encode", "decode"})
_LIKE_TEXT = re.compile(
    r"(?i)err|exc|msg|mess|text|said|detail|reason|body|fail|problem|descr|low|resp|content|output|"
    r"trace|fault|^(?:e|s|m|t|ex|raw|args)$"
)


def is_text(node: Any, faults: Faults, depth: int = 0) -> bool:
    """Say whether an expression is a text, as ``str(e)`` and ``e.message`` are, and no record."""
    if node is None or depth > _STEPS:
        return False
    kind = node.__class__
    if kind is ast.Call:
        name = last_name(node.func)
        words = [a.value for a in node.args if a.__class__ is ast.Constant]
        if name in _MAKE_TEXT or (name in ("get", "getattr") and _TEXTS.intersection(words)):
            return True
        if node.func.__class__ is ast.Attribute:
            return is_text(node.func.value, faults, depth + 1)
        return bool(node.args) and is_text(node.args[0], faults, depth + 1)
    if kind is ast.Attribute:
        return node.attr in _TEXTS or is_text(node.value, faults, depth + 1)
    if kind is ast.Subscript:
        key = getattr(node.slice, "value", None)
        return key in _TEXTS or is_text(node.value, faults, depth + 1)
    if kind is ast.JoinedStr:
        return True
    if kind is ast.BoolOp:
        return any(is_text(value, faults, depth + 1) for value in node.values)
    if kind is ast.IfExp:
        return any(is_text(value, faults, depth + 1) for value in (node.body, node.orelse))
    if kind is ast.Name:
        return _is_text_name(node, faults, depth)
    return False


def _is_text_name(node: ast.Name, faults: Faults, depth: int) -> bool:
    scope = node.scope
    while scope.parent is not None and node.id not in scope.bindings:
        scope = scope.parent
    for binding in scope.bindings.get(node.id, ()):
        if binding.how == "value" and binding.value.__class__ is not ast.Name:
            if is_text(binding.value, faults, depth + 1):
                return True
        elif binding.how == "param" and not binding.star:
            function = binding.value
            if function.__class__ is ast.Lambda:
                continue
            owner = faults.resolver.owner(function)
            positional = [*function.args.posonlyargs, *function.args.args]
            for call, shift in faults.resolver.call_sites(function, owner)[:20]:
                given = argument_for(call, binding.node, positional, shift)
                if given is not None and is_text(given, faults, depth + 1):
                    return True
    return False


def may_be_text(node: Any) -> bool:
    """Say by its spelling alone whether an expression may be the text of an error."""
    while node.__class__ is ast.Call and node.func.__class__ is ast.Attribute:
        if node.func.attr not in _CHANGES:
            break
        node = node.func.value
    kind = node.__class__
    if kind is ast.Call:
        name = last_name(node.func)
        return name in _MAKE_TEXT or name == "get" or _LIKE_TEXT.search(name) is not None
    if kind is ast.BoolOp:
        return any(may_be_text(value) for value in node.values)
    if kind is ast.Subscript:
        return isinstance(getattr(node.slice, "value", None), str) or may_be_text(node.value)
    return kind is ast.JoinedStr or _LIKE_TEXT.search(last_name(node)) is not None


def choices(node: Any, resolver: Resolver) -> list[str]:
    """Return the texts that an expression may be, those of a list that it runs through included."""
    if node.__class__ is ast.Constant:
        return [node.value] if isinstance(node.value, str) else []
    if node.__class__ is not ast.Name and node.__class__ is not ast.Attribute:
        return []
    found = [o.data for o in resolver.of(node) if o.kind == "const"]
    for binding in node.scope.bindings.get(node.id, ()) if node.__class__ is ast.Name else ():
        if binding.how == "item" and binding.value is not None:
            found += listed(binding.value, resolver)
    return [text for text in found if isinstance(text, str)]


def listed(node: Any, resolver: Resolver) -> list[str]:
    """Return the texts in a list."""
    return [
        o.data
        for item in resolver.of(node)
        if item.kind == "list"
        for element in resolver.elements(item)
        for o in resolver.of(element)
        if o.kind == "const" and isinstance(o.data, str)
    ]


def looked_for(call: ast.Call, resolver: Resolver) -> tuple[list[str], Any]:
    """Return the texts that a call looks for, and what it looks into.

    ``re.search(text, subject)``, ``pattern.search(subject)``, ``subject.startswith(text)``.
    """
    owner = call.func.value if call.func.__class__ is ast.Attribute else None
    first = call.args[0] if call.args else None
    if first is None or (first.__class__ is not ast.Constant and not may_be_text(first)):
        if last_name(owner) not in ("re", "regex"):
            return [], None
    if last_name(owner) in ("re", "regex") or owner is None:
        return choices(call.args[0], resolver), call.args[1] if len(call.args) > 1 else None
    for item in resolver.of(owner):
        if item.kind == "made" and item.name in ("re.compile", "regex.compile"):
            pattern = item.node.args[0] if item.node.args else None
            return choices(pattern, resolver), call.args[0]
    return choices(call.args[0], resolver), owner


def beside(node: Any, resolver: Resolver) -> list[str]:
    """Return what else is asked for where any answer will do, numbers as they are written.

    ``"429" in text or "rate limit" in text``, ``any(["429" in text, …])``, ``error.status == 429``.
    """
    child, parent = node, node.parent
    while parent.__class__ in (ast.BoolOp, ast.List, ast.Tuple, ast.GeneratorExp, ast.Call):
        if parent.__class__ is ast.BoolOp and parent.op.__class__ is ast.And:
            break
        if parent.__class__ is ast.Call and last_name(parent.func) != "any":
            break
        child, parent = parent, parent.parent
    return [
        str(constant.value)
        for constant in walk(child)
        if constant.__class__ is ast.Constant and constant.value.__class__ in (str, int)
    ]
