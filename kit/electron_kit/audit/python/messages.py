"""Chat messages by their shape: roles and content parts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, Fact, MessagePart, MessageRole
from .clients import other_vendor
from .index import Module, last_name, place_of
from .parameters import default_of

_PARTS = {"image_url", "input_audio", "file", "refusal", "audio_url", "video_url"}
_BESIDE_ROLE = {"content", "name", "tool_calls", "function_call", "tool_call_id", "parts"}


def messages(module: Module) -> Iterator[Fact]:
    """Yield the roles and the content parts of messages that a module writes.

    Args:
        module: The module.
    """
    for node in module.nodes[ast.Dict]:
        entries = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if key.__class__ is ast.Constant
        }
        yield from _from_entries(node, entries)
    for name in (
        "dict",
        "ChatCompletionDeveloperMessageParam",
        "ChatCompletionFunctionMessageParam",
    ):
        for call in module.calls.get(name, ()):
            entries = {k.arg: k.value for k in call.keywords if k.arg}
            yield from _from_entries(call, entries)
    for name in ("ChatCompletionContentPartImageParam", "ChatCompletionContentPartInputAudioParam"):
        for call in module.calls.get(name, ()):
            kind = "image_url" if "Image" in name else "input_audio"
            yield MessagePart(place=place_of(call), type=kind)
    for calls in module.calls.values():
        for call in calls:
            yield from _message_call(call)
    yield from _text_only(module)


def _from_entries(node: Any, entries: dict[Any, Any]) -> Iterator[Fact]:
    if _BESIDE_ROLE & entries.keys() and not _for_responses(node):
        for role in _literals(entries.get("role")):
            if role.value in ("developer", "function"):
                yield MessageRole(place=place_of(role), role=role.value)
    kind = entries.get("type")
    if kind.__class__ is ast.Constant and kind.value in _PARTS and kind.value in entries:
        inner = entries[kind.value]
        if kind.value == "image_url" and inner.__class__ is ast.Constant and _for_responses(node):
            return
        if _is_schema(inner):
            return
        yield MessagePart(place=place_of(node), type=kind.value)


def _literals(node: Any, depth: int = 0) -> list[ast.Constant]:
    """Return the literals that an expression may be: a choice's sides, a name's values."""
    kind = node.__class__
    if kind is ast.Constant:
        return [node]
    if kind is ast.IfExp:
        return _literals(node.body, depth) + _literals(node.orelse, depth)
    if kind is not ast.Name or depth:
        return []
    bindings = node.scope.bindings.get(node.id) or node.scope.module.scope.bindings.get(node.id, ())
    found = []
    for binding in bindings:
        if binding.how == "value":
            found += _literals(binding.value, 1)
        elif binding.how == "param" and not binding.star:
            found += _literals(default_of(binding.value, binding.node), 1)
    return found


def _is_schema(node: Any) -> bool:
    """Say whether a dictionary describes a property instead of being a part."""
    if node.__class__ is not ast.Dict:
        return False
    keys = {key.value for key in node.keys if key.__class__ is ast.Constant}
    return "type" in keys and not keys & {"url", "data", "file_id", "file_data"}


def _for_responses(node: Any) -> bool:
    """Say whether a message is written right into a call of the Responses API."""
    while node is not None:
        if node.__class__ is ast.keyword and node.arg == "input":
            return True
        if node.__class__ in (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module):
            return False
        node = node.parent
    return False


def _message_call(call: ast.Call) -> Iterator[Fact]:
    """Yield the roles of messages made by a class or a helper: ``Message(role="function", …)``."""
    given = [k.value for k in call.keywords if k.arg == "role"]
    if len(call.args) > 1 or any(k.arg == "content" for k in call.keywords):
        # ``Message("developer", text)``
        given += call.args[:1]
    roles = [
        value
        for value in given
        if value.__class__ is ast.Constant and value.value in ("developer", "function")
    ]
    name = last_name(call.func)
    if roles and name != "dict" and "message" in name.lower():
        yield MessageRole(
            place=place_of(roles[0]), confidence=Confidence.MEDIUM, role=str(roles[0].value)
        )


def _text_only(module: Module) -> Iterator[Fact]:
    """Yield one part for each list of text parts that stands as a message's content."""
    for node in module.nodes[ast.Dict]:
        entries = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if key.__class__ is ast.Constant
        }
        content = entries.get("content")
        if "role" not in entries or content.__class__ is not ast.List or not content.elts:
            continue
        if all(_part_type(part) == "text" for part in content.elts):
            yield MessagePart(
                place=place_of(content), confidence=_text_confidence(module), type="text"
            )


def _text_confidence(module: Module) -> Confidence:
    """Return how sure it is that text parts go to OpenAI: other vendors take the same form."""
    roots = {name.partition(".")[0] for name in module.imported}
    if any(other_vendor(name) for name in roots):
        return Confidence.LOW
    return Confidence.MEDIUM if "openai" in roots else Confidence.LOW


def _part_type(node: Any) -> str:
    if node.__class__ is not ast.Dict:
        return ""
    for key, value in zip(node.keys, node.values, strict=True):
        if (
            key.__class__ is ast.Constant
            and key.value == "type"
            and value.__class__ is ast.Constant
        ):
            return str(value.value)
    return ""
