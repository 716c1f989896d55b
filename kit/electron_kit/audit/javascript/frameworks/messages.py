"""Which messages a framework's call sends: their expression, and the lists that they may be."""

from __future__ import annotations

from ..resolve import Resolver
from ..syntax import Node
from ..values import Obj
from ..written import arguments, first_argument, key_of

# What graphs, chains and prompts of LangChain call their messages, and the AI SDK.
_NAMES = ("messages", "input", "chat_history", "history")


def lists(call: Node, *, run: bool, resolver: Resolver) -> list[Obj]:
    """Return the lists that a call may send as its messages.

    Args:
        call: The call.
        run: Whether it runs an agent, which stands before the messages.
        resolver: The project's resolver.
    """
    given = arguments(call)
    argument = given[1] if run and len(given) > 1 else first_argument(call)
    found: list[Obj] = []
    for item in resolver.of(argument):
        if item.kind == "array":
            found.append(item)
        elif item.kind == "mapped":
            # ``turns.filter(…).map(…)``: one for each of the list.
            callee = item.node.get("function")
            source = callee.get("object") if callee is not None else None
            found += [i for i in resolver.of(source) if i.kind == "array"]
        elif item.kind == "object":
            for name in _NAMES:
                found += resolver.member(item, name, item.node)
    return found


def expression(call: Node, *, run: bool, resolver: Resolver) -> Node | None:
    """Return the expression of the messages that a call is asked with.

    Args:
        call: The call.
        run: Whether it runs an agent, which stands before the messages.
        resolver: The project's resolver.
    """
    given = arguments(call)
    if run:
        return given[1] if len(given) > 1 else None
    for item in resolver.of(given[0]) if given else ():
        for child in item.node.children if item.kind == "object" else ():
            if key_of(child) in _NAMES:
                return child.get("value") or child
    return None
