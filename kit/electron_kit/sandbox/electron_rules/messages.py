"""Which messages Electron refuses: roles, content, parts, calls of tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from electron_kit.contract import CONTENT_PARTS, ROLES, Fate, behaviour, field

from ..conversation import only_speaks
from ..violation import Path, Violation, either, short, type_error

_ROLES = {role.name: role for role in ROLES}
# Who needs nothing but a text.
_SPEAKERS = tuple(
    name for name in ("system", "user") if _ROLES[name].electron.fate is Fate.SUPPORTED
)
_PARTS = {part.name: part for part in CONTENT_PARTS}
_MAX_MESSAGES = int(field("messages").maximum or 0)
_NO_CONTENT = behaviour("message without content")
_NULL_CONTENT = behaviour("message with null content")
_NO_CALL_ID = behaviour("tool message without tool_call_id")


def messages(value: list[Any], body: dict[str, Any]) -> Iterator[Violation]:
    """Yield what is refused in a conversation."""
    # A conversation that is too long is refused for its length alone.
    for index, message in enumerate(value[:_MAX_MESSAGES]):
        path: Path = ("messages", index)
        if not isinstance(message, dict):
            yield type_error(message, ("object",), path)
        elif not only_speaks(message, _SPEAKERS):
            yield from _message(message, path)


def _message(message: dict[str, Any], path: Path) -> Iterator[Violation]:
    role = message.get("role")
    record = _ROLES.get(role) if isinstance(role, str) else None
    if record is None or record.electron.fate is Fate.REJECTED:
        yield _bad_role(role, "role" in message, (*path, "role"))
    if not isinstance(message.get("content"), str):
        yield from _content(message, path)
    if message.get("tool_calls") is not None:
        yield from _tool_calls(message, path)
    call_id = message.get("tool_call_id")
    if role == "tool" and "tool_call_id" not in message:
        yield Violation(
            "invalid_type",
            "tool_call_id is required on a tool message",
            (*path, "tool_call_id"),
            _NO_CALL_ID,
        )
    elif call_id is not None or role == "tool":
        if not isinstance(call_id, str):
            yield type_error(call_id, ("string",), (*path, "tool_call_id"))
        elif not call_id:
            message_of = "tool_call_id must not be empty"
            yield Violation("too_small", message_of, (*path, "tool_call_id"), _NO_CALL_ID)


def _bad_role(role: Any, given: bool, path: Path) -> Violation:
    names = [name for name, known in _ROLES.items() if known.electron.fate is Fate.SUPPORTED]
    if not given:
        return Violation("invalid_type", "role is required", path)
    if not isinstance(role, str):
        return type_error(role, ("string",), path)
    record = _ROLES.get(role)
    hint = f"; use {record.instead}" if record and record.instead else ""
    return Violation(
        "invalid_value",
        f"Expected {either([repr(name) for name in names])}, received {short(role)}{hint}",
        path,
        record,
    )


def _content(message: dict[str, Any], path: Path) -> Iterator[Violation]:
    path = (*path, "content")
    content = message.get("content")
    if "content" not in message:
        if _NO_CONTENT.electron.fate is Fate.REJECTED:
            yield Violation("invalid_type", "content is required", path, _NO_CONTENT)
    elif content is None:
        if not (message.get("role") == "assistant" and message.get("tool_calls")):
            yield Violation(
                "invalid_type",
                "Expected string, received null; only an assistant message "
                "that carries tool_calls may have null",
                path,
                _NULL_CONTENT,
            )
    elif isinstance(content, list) and content:
        yield from _parts(content, path)
    else:
        yield type_error(content, ("string",), path)


def _parts(content: list[Any], path: Path) -> Iterator[Violation]:
    text_only = all(
        isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)
        for part in content
    )
    if text_only:
        yield Violation(
            "invalid_type",
            "Expected string, received array; send the text parts as one string",
            path,
            _PARTS["text"],
        )
        return
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            continue
        shown = short(kind) if isinstance(kind, str) else "no type"
        yield Violation(
            "invalid_value", f"Content is text only, received a part of {shown}", (*path, index)
        )


def _tool_calls(message: dict[str, Any], path: Path) -> Iterator[Violation]:
    calls = message["tool_calls"]
    path = (*path, "tool_calls")
    if not isinstance(calls, list):
        yield type_error(calls, ("array",), path)
        return
    for index, call in enumerate(calls):
        here = (*path, index)
        if not isinstance(call, dict):
            yield type_error(call, ("object",), here)
            continue
        function = call.get("function")
        if not isinstance(call.get("id"), str):
            yield type_error(call.get("id"), ("string",), (*here, "id"))
        if call.get("type") != "function":
            yield Violation("invalid_value", "Expected 'function'", (*here, "type"))
        if not isinstance(function, dict):
            yield type_error(function, ("object",), (*here, "function"))
            continue
        for key in ("name", "arguments"):
            if not isinstance(function.get(key), str):
                yield type_error(function.get(key), ("string",), (*here, "function", key))
