"""What runs again and again: endless loops, and functions that handle an event or recur."""

from __future__ import annotations

import re

from .scopes import FUNCTIONS
from .syntax import Node
from .written import bare, last_name

LOOPS = frozenset({"while_statement", "do_statement"})
# ``for await (const line of terminal)``
_LINES = re.compile(
    r"for\s+await\s*\([^)]*\bof\s+(?:\w+\.)*(?:rl|lines?|readline|terminal|stdin|console|input)\b",
    re.IGNORECASE,
)
# What calls a function at every event.
_EVENTS = frozenset({"on", "question", "addEventListener", "onMessage", "prompt"})
_REQUEST = re.compile(r"\.(?:completions|responses)\s*\.\w+\(")


def function_of(node: Node) -> Node | None:
    """Return the function that a node stands in."""
    return next((above for above in node.up() if above.kind in FUNCTIONS), None)


def is_handler(function: Node | None) -> bool:
    """Say whether a function runs at every event, such as a socket's or a prompt's."""
    if function is None or function.parent is None or function.parent.kind != "arguments":
        # A named function that calls itself, or is called from a prompt.
        if function is None:
            return False
        name = function.get("name")
        label = name.text if name is not None else ""
        body = function.get("body")
        if (
            not label
            and function.parent is not None
            and function.parent.kind == "variable_declarator"
        ):
            target = function.parent.get("name")
            label = target.text if target is not None else ""
        return (
            bool(label)
            and body is not None
            and re.search(rf"\b{re.escape(label)}\b", body.text) is not None
        )
    call = function.parent.parent
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in _EVENTS and not _listens_to_request(callee)


def _listens_to_request(callee: Node) -> bool:
    """Say whether what is listened to is one request, which ends with its answer.

    ``openai.chat.completions.stream(…).on``, or a name for it.
    """
    owner = callee.get("object")
    while owner is not None and owner.kind == "call_expression":
        inner = owner.get("function")
        if inner is None or last_name(inner) not in _EVENTS:
            break
        owner = inner.get("object")
    if owner is None:
        return False
    owner = bare(owner)
    named = owner.scope.find(owner.text) if owner.kind == "identifier" and owner.scope else None
    made = [b.node for b in named or () if b.how == "value" and b.node is not None]
    return any(_REQUEST.search(each.text) is not None for each in made or [owner])


def is_endless(node: Node) -> bool:
    """Say whether a loop ends when a person does: ``for (;;)``, or over a terminal's lines."""
    if node.kind == "for_in_statement":
        return _LINES.match(node.text[:120]) is not None
    return (
        node.kind == "for_statement"
        and re.match(r"for\s*\(\s*;\s*;\s*\)", node.text[:30]) is not None
    )


def is_counted(loop: Node) -> bool:
    """Say whether a loop ends after so many rounds."""
    condition = loop.get("condition")
    return condition is not None and re.search(r"<=?\s*\w+|\w+--|--\w+", condition.text) is not None
