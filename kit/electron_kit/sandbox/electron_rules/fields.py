"""Which fields of a request Electron refuses: their types, bounds and choices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from electron_kit.contract import (
    FIELDS,
    FORMATS,
    Fate,
    Field,
    behaviour,
)

from ..violation import PYTHON, Violation, either, kind_of, short, type_error
from .messages import messages
from .tools import tool_choice, tools

_FIELDS: Mapping[str, Field] = {
    record.name: record for record in FIELDS if record.electron.fate is not Fate.NOT_PROMISED
}
_REQUIRED = [record.name for record in FIELDS if record.required]
_FORMATS = {form.name: form for form in FORMATS}
_MESSAGE_KEYS = {"role", "content", "tool_calls", "tool_call_id"}
_OPTIONS = {"include_usage"}
# A union written out in the call would be made anew by every call.
_MEASURED = (int, float, list)
_NULL = behaviour("null for an optional field")
_NO_LOGPROBS = behaviour("top_logprobs without logprobs")
_NO_TOOLS = behaviour("empty list of tools")


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
    "messages": messages,
    "tools": tools,
    "tool_choice": tool_choice,
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
