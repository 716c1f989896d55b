"""Which tools Electron refuses, and which choice of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from electron_kit.contract import behaviour, field

from ..violation import Path, Violation, kind_of, short, type_error

_NO_NAME = behaviour("tool without a name")
_FORCED = behaviour("forced tool without tools")
_NOT_OFFERED = behaviour("forced tool that is not offered")


def tools(value: list[Any], body: dict[str, Any]) -> Iterator[Violation]:
    """Yield what is refused in the list of tools."""
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


def tool_choice(value: Any, body: dict[str, Any]) -> Iterator[Violation]:
    """Yield what is refused in the choice of a tool, given the tools."""
    offered = body.get("tools")
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
        return  # the field's own choices have said so
    if isinstance(offered, list) and offered:
        names = {_name_of(tool) for tool in offered}
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
