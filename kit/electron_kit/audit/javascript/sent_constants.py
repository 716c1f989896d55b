"""Constants that hold a whole address and are only handed to what sends a request, in any file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .index import Module
from .syntax import Node
from .written import first_argument

# By its name: a library's function, or one of the project's own, ``postJson(URL, body)``.
_SENDER = re.compile(
    r"(?i)fetch|post|request|axios|ky$|got$|sse|eventsource|^(?:get|put|delete|stream|open)(?![a-z])|"
    r"(?:call|send|ask|query|invoke)\w*|http"
)


def sent_alone(node: Node, modules: Sequence[Module]) -> list[Node]:
    """Return where a constant's address is handed to a sender; none if it is used in another way.

    Nor where one request of its own file is all: it is changed where it is written then.

    Args:
        node: The text that is the address.
        modules: The project's modules.
    """
    declared = node.parent
    name = declared.get("name") if declared is not None else None
    if declared is None or declared.kind != "variable_declarator" or name is None:
        return []
    if node.scope.parent is not None:
        return []
    word = re.compile(rb"\b%b\b" % re.escape(name.text.encode()))
    given = list(_given(node.module, name.text))
    if len(word.findall(node.module.unit.data)) != len(given) + 1:
        return []
    exported = declared.parent is not None and any(
        above.kind == "export_statement" for above in declared.up()
    )
    for module in modules if exported else ():
        uses = len(word.findall(module.unit.data)) if module is not node.module else 0
        if not uses:
            continue
        there = list(_given(module, name.text))
        imports = [
            part
            for part in re.findall(rb"(?:import|const)\s*\{[^}]*\}\s*(?:from|=)", module.unit.data)
            if word.search(part)
        ]
        if len(imports) != 1 or uses != len(there) + 1:
            return []
        given += there
    return [] if [each.module for each in given] == [node.module] else given


def _given(module: Module, name: str) -> Iterator[Node]:
    """Yield where a module's calls of senders are given a name first."""
    for called, calls in module.calls.items():
        for call in calls if _SENDER.search(called) else ():
            first = first_argument(call)
            if first is not None and first.kind == "identifier" and first.text == name:
                yield first


__all__ = ["sent_alone"]
