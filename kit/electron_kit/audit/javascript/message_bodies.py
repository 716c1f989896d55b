"""What a handler is told by whoever calls it: an event of a socket's, a message, a function's call.

``socket.on("chat", ({ turns }) => …)``, ``ipcMain.handle("chat", (_event, turns) => …)``,
``chrome.runtime.onMessage.addListener((request) => …)``, ``onCall((request) => …)``, and in Nest
what a parameter's decorator says: ``@Body() dto``.
"""

from __future__ import annotations

import re

from .scopes import Binding
from .syntax import Node, string_value
from .written import arguments, first_argument, last_name

# Parameters are decorated with what they bring, and maybe with the part of it.
_DECORATED = re.compile(r"^@(?:Body|MessageBody|Payload)\(\s*(?:['\"](?P<part>\w+)['\"])?")
_PARAMETERS = frozenset({"required_parameter", "optional_parameter"})
# A connection's own life, which brings nothing that somebody says.
_LIFE = frozenset(
    {"error", "close", "end", "exit", "open", "connect", "connection", "disconnect", "data",
     "readable", "line", "ready", "finish", "drain", "upgrade", "request"}
)  # fmt: skip


def brought(binding: Binding) -> tuple[str, ...] | None:
    """Return under which keys a parameter takes its value from what a handler is told; or None.

    Args:
        binding: How the parameter's name is bound; no keys if it is all of it.
    """
    function = binding.node
    if binding.how != "param" or function is None or binding.target is None:
        return None
    path = tuple(str(key) for key in binding.path)
    holder = next((up for up in binding.target.up() if up.kind in _PARAMETERS), None)
    decorated = _DECORATED.match(holder.text[:80]) if holder is not None else None
    if decorated is not None:
        return (decorated["part"], *path) if decorated["part"] else path
    inside = _told_under(function, binding.index)
    if inside is None:
        return None
    return path[1:] if inside and path[:1] == (inside,) else path


def _told_under(function: Node, index: int) -> str | None:
    """Return under what a parameter of a handler holds what it is told; None for no handler."""
    above = function.parent
    if above is not None and above.kind == "assignment_expression":
        left = above.get("left")
        return "data" if left is not None and last_name(left) == "onmessage" else None
    call = above.parent if above is not None and above.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    first = first_argument(call) if call is not None else None
    if call is None or callee is None or first is None:
        return None
    name, event = last_name(callee), string_value(first)
    if name == "onCall":
        return "data" if index == 0 else None
    if name == "addListener":
        owner = callee.get("object")
        return "" if owner is not None and last_name(owner) == "onMessage" and index == 0 else None
    if event is None or arguments(call)[-1] is not function:
        return None
    if name == "addEventListener":
        return "data" if event == "message" else None
    return "" if name in ("on", "once", "handle", "handleOnce") and event not in _LIFE else None
