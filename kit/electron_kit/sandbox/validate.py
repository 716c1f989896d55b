"""Electron's rules for a request, as its contract states them.

What the contract is silent about is refused where a migrating user is better
off knowing, and accepted with ``lenient``; the contract's records say which
rules those are (`Basis.ASSUMED`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from electron_kit.contract import (
    CONTENT_PARTS,
    FIELDS,
    FORMATS,
    ROLES,
    Fate,
    Field,
    behaviour,
    field,
)

from .conversation import only_speaks
from .violation import PYTHON, Path, Violation, either, kind_of, short, type_error

_FIELDS: Mapping[str, Field] = {
    record.name: record for record in FIELDS if record.electron.fate is not Fate.NOT_PROMISED
}
_REQUIRED = [record.name for record in FIELDS if record.required]
_ROLES = {role.name: role for role in ROLES}
# Who needs nothing but a text.
_SPEAKERS = tuple(
    name for name in ("system", "user") if _ROLES[name].electron.fate is Fate.SUPPORTED
)
_PARTS = {part.name: part for part in CONTENT_PARTS}
_FORMATS = {form.name: form for form in FORMATS}
_MESSAGE_KEYS = {"role", "content", "tool_calls", "tool_call_id"}
_OPTIONS = {"include_usage"}
# A union written out in the call would be made anew by every call.
_MEASURED = (int, float, list)
_MAX_MESSAGES = int(field("messages").maximum or 0)
_NULL = behaviour("null for an optional field")
_NO_CONTENT = behaviour("message without content")
_NULL_CONTENT = behaviour("message with null content")
_NO_CALL_ID = behaviour("tool message without tool_call_id")
_NO_LOGPROBS = behaviour("top_logprobs without logprobs")
_NO_TOOLS = behaviour("empty list of tools")
_NO_NAME = behaviour("tool without a name")
_FORCED = behaviour("forced tool without tools")
_NOT_OFFERED = behaviour("forced tool that is not offered")


def violations(body: Any, *, lenient: bool = False) -> list[Violation]:
    """Return what Electron would refuse in a request, in the order of its fields.

    Args:
        body: The parsed request.
        lenient: Let pass what is refused by assumption only.
    """
    if not isinstance(body, dict):
        return [type_error(body, ("object",), ())]
    found = [
        Violation("invalid_type", f"{name} is required", (name,))
        for name in _REQUIRED
        if name not in body
    ]
    for name, value in body.items():
        record = _FIELDS.get(name)
        if record is not None and type(value) is not _ANY_VALUE.get(name):
            found += _field(record, value, body)
    return [violation for violation in found if not (lenient and violation.assumed)]


def not_promised(body: Any) -> tuple[str, ...]:
    """Return the fields of a request that are accepted without any promised effect."""
    if not isinstance(body, dict):
        return ()
    names = [name for name in body if name not in _FIELDS]
    options = body.get("stream_options")
    if isinstance(options, dict):
        names += [f"stream_options.{name}" for name in options if name not in _OPTIONS]
    messages = body.get("messages")
    inside: set[str] = set()
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and not _MESSAGE_KEYS.issuperset(message):
            inside.update(
                name for name in message.keys() - _MESSAGE_KEYS if message[name] not in (None, [])
            )
    return (*names, *(f"messages[].{name}" for name in sorted(inside)))


def _field(record: Field, value: Any, body: dict[str, Any]) -> Iterator[Violation]:
    path = (record.name,)
    if value is None and not record.required:
        if record.electron.fate is not Fate.REJECTED and _NULL.electron.fate is Fate.REJECTED:
            yield Violation(
                "invalid_type",
                f"Expected {either(record.types)}, received null; leave the field out",
                path,
                _NULL,
            )
        return
    if record.electron.fate is Fate.REJECTED and not record.types:
        yield Violation("custom", f"{record.name} is not supported", path, record)
        return
    if record.types and kind_of(value, record.types) is None:
        yield type_error(value, record.types, path)
        return
    yield from _bounds(record, value)
    special = _SPECIAL.get(record.name)
    if special is not None:
        yield from special(value, body)


def _bounds(record: Field, value: Any) -> Iterator[Violation]:
    path = (record.name,)
    if isinstance(value, str):
        if record.choices and value not in record.choices:
            known = either([repr(choice) for choice in record.choices])
            yield Violation("invalid_value", f"Expected {known}, received {short(value)}", path)
        return
    if isinstance(value, bool) or not isinstance(value, _MEASURED):
        return
    size: float = len(value) if isinstance(value, list) else value
    if record.minimum is not None and size < record.minimum:
        empty_tools = record.name == "tools"
        yield Violation(
            "too_small",
            _bound(record, value, "least", record.minimum)
            + ("; leave the field out where there are none" if empty_tools else ""),
            path,
            _NO_TOOLS if empty_tools else None,
        )
    if record.maximum is not None and size > record.maximum:
        if record.name == "n":
            yield Violation("custom", "n > 1 is not supported", path, record)
        else:
            yield Violation("too_big", _bound(record, value, "most", record.maximum), path)


def _bound(record: Field, value: Any, which: str, bound: float) -> str:
    holds, items = ("hold", " items") if isinstance(value, list) else ("be", "")
    return f"{record.name} must {holds} at {which} {bound:g}{items}"


def _messages(value: list[Any], body: dict[str, Any]) -> Iterator[Violation]:
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


def _tools(value: list[Any], body: dict[str, Any]) -> Iterator[Violation]:
    for index, tool in enumerate(value):
        path: Path = ("tools", index)
        if not isinstance(tool, dict):
            yield type_error(tool, ("object",), path)
            continue
        if tool.get("type") != "function":
            yield Violation("invalid_value", "Expected 'function'", (*path, "type"))
        function = tool.get("function")
        if not isinstance(function, dict):
            yield type_error(function, ("object",), (*path, "function"))
            continue
        name = function.get("name")
        if not isinstance(name, str):
            yield type_error(name, ("string",), (*path, "function", "name"))
        elif not name:
            where = (*path, "function", "name")
            yield Violation("too_small", "A tool's name must not be empty", where, _NO_NAME)
        for key, kind in (("description", "string"), ("parameters", "object")):
            if function.get(key) is not None and kind_of(function[key], (kind,)) is None:
                yield type_error(function[key], (kind,), (*path, "function", key))


def _tool_choice(value: Any, body: dict[str, Any]) -> Iterator[Violation]:
    tools = body.get("tools")
    named = None
    if isinstance(value, dict):
        function = value.get("function")
        named = function.get("name") if isinstance(function, dict) else None
        if value.get("type") != "function" or not isinstance(named, str):
            yield Violation(
                "invalid_value",
                'Expected {"type": "function", "function": {"name": …}}',
                ("tool_choice",),
            )
            return
    elif value not in field("tool_choice").choices:
        return  # `_bounds` has said so
    if isinstance(tools, list) and tools:
        names = {_name_of(tool) for tool in tools}
        if named is not None and named not in names:
            yield Violation(
                "custom",
                f"No tool is named {short(named)}",
                ("tool_choice", "function", "name"),
                _NOT_OFFERED,
            )
    elif named is not None or value == "required":
        yield Violation(
            "custom",
            "tool_choice asks for a tool and tools has none",
            ("tool_choice",),
            _FORCED,
        )


def _name_of(tool: Any) -> Any:
    function = tool.get("function") if isinstance(tool, dict) else None
    name = function.get("name") if isinstance(function, dict) else None
    return name if isinstance(name, str) else None


def _response_format(value: dict[str, Any], body: dict[str, Any]) -> Iterator[Violation]:
    path = ("response_format", "type")
    kind = value.get("type")
    if not isinstance(kind, str):
        yield type_error(kind, ("string",), path)
        return
    record = _FORMATS.get(kind)
    if record is None:
        yield Violation(
            "invalid_value", f"Expected 'text' or 'json_object', received {short(kind)}", path
        )
    elif record.electron.fate is Fate.REJECTED:
        yield Violation(
            "custom",
            f"{kind} is not supported; use json_object with the schema in the prompt",
            path,
            record,
        )
    if kind == "json_schema" and record is not None:
        shape = value.get("json_schema")
        if not isinstance(shape, dict) or not isinstance(shape.get("schema", {}), dict | bool):
            yield type_error(shape, ("object",), ("response_format", "json_schema"))


def _stop(value: Any, body: dict[str, Any]) -> Iterator[Violation]:
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(item, str):
            yield type_error(item, ("string",), ("stop", index))


def _top_logprobs(value: Any, body: dict[str, Any]) -> Iterator[Violation]:
    if body.get("logprobs") is not True:
        where = ("top_logprobs",)
        yield Violation("custom", "top_logprobs needs logprobs: true", where, _NO_LOGPROBS)


def _stream_options(value: dict[str, Any], body: dict[str, Any]) -> Iterator[Violation]:
    usage = value.get("include_usage", False)
    if not isinstance(usage, bool):
        yield type_error(usage, ("boolean",), ("stream_options", "include_usage"))


def _logit_bias(value: dict[str, Any], body: dict[str, Any]) -> Iterator[Violation]:
    for token, bias in value.items():
        if kind_of(bias, ("number",)) is None:
            yield type_error(bias, ("number",), ("logit_bias", token))


_Special = Callable[[Any, dict[str, Any]], Iterator[Violation]]
_SPECIAL: dict[str, _Special] = {
    "messages": _messages,
    "tools": _tools,
    "tool_choice": _tool_choice,
    "response_format": _response_format,
    "stop": _stop,
    "top_logprobs": _top_logprobs,
    "stream_options": _stream_options,
    "logit_bias": _logit_bias,
}


# Fields of which any value of one type will do, such as `stream`: nothing more to look at.
_ANY_VALUE = {
    name: PYTHON[record.types[0]]
    for name, record in _FIELDS.items()
    if record.types in {("string",), ("boolean",)}
    and record.electron.fate is not Fate.REJECTED
    and not record.choices
    and name not in _SPECIAL
}
