"""Turns that a server's route is posted, and to which it adds what a person has just said.

``const { message, history } = req.body``, ``const turns = [...history]``, ``turns.push({ role:
"user", content: message })``: who posts them keeps them, and the route sends them whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .history_growth import adds_user
from .history_places.names import filled
from .kept_histories import bounded, is_cut
from .posted_turns import is_handed_on
from .received_histories import is_body
from .repeats import function_of
from .scopes import FUNCTIONS, Scope
from .syntax import Node
from .written import bare, last_name

_NAMED = re.compile(r"(?i)messag|histor|convers|turns|dialog|thread|msgs|chatlog|previous")
_STEPS = 4


def posted_bodies(changes: Iterable[tuple[Node, Node]]) -> Iterator[tuple[Node, Node]]:
    """Yield lists of a route's that are made of posted turns and get a person's, and where.

    Args:
        changes: Lists, and what makes them longer, of a project that asks OpenAI somewhere.
    """
    found = [
        (base, change)
        for base, change in changes
        if base.kind == "identifier" and change.kind == "call_expression" and adds_user(change)
    ]
    # What a person has just said, before the turns that are copied one by one.
    for base, change in sorted(found, key=lambda each: _is_repeated(each[1])):
        home = _home(base)
        if home is None:
            continue
        posted = _posted(base)
        if posted is None or bounded(posted, change):
            continue
        if any(is_handed_on(below, [base.text]) for below in home.walk()):
            yield base, change


def _is_repeated(change: Node) -> bool:
    """Say whether a turn is added for each of a list."""
    above = next(
        (a for a in change.up() if a.kind in FUNCTIONS or a.kind == "for_in_statement"), None
    )
    if above is None or above.kind == "for_in_statement":
        return above is not None
    call = above.parent.parent if above.parent is not None else None
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) == "forEach"


def _home(base: Node) -> Node | None:
    """Return the function that a list is made in."""
    bindings = base.scope.find(base.text) or () if base.scope is not None else ()
    homes = [function_of(b.target) for b in bindings if b.how == "value" and b.target is not None]
    return homes[0] if homes and len(homes) == len(bindings) else None


def _posted(base: Node) -> str | None:
    """Return the name under which a route is posted what a list is made of; or None."""
    scope: Scope | None = base.scope
    while scope is not None and base.text not in scope.names:
        scope = scope.parent
    for binding in scope.names[base.text] if scope is not None else ():
        if binding.node is not None and not binding.path:
            for part in _parts(bare(binding.node)):
                if (name := _name_in_body(part, 0)) is not None:
                    return name
    for _, source in filled(base, scope) if scope is not None else ():
        if (name := _name_in_body(bare(source), 0)) is not None:
            return name
    return None


def _parts(made: Node) -> Iterator[Node]:
    """Yield the lists of which all stands in a new one."""
    if made.kind == "ternary_expression":
        for side in (made.get("consequence"), made.get("alternative")):
            yield from _parts(bare(side)) if side is not None else ()
    elif made.kind == "array":
        for child in made.children:
            if child.kind == "spread_element" and child.children and not is_cut(child):
                yield bare(child.children[0])


def _name_in_body(node: Node, depth: int) -> str | None:
    """Return the name of the turns that an expression takes from what a route was posted."""
    if depth > _STEPS:
        return None
    if node.kind == "binary_expression":
        left = node.get("left")
        return _name_in_body(bare(left), depth + 1) if left is not None else None
    if node.kind == "call_expression":
        callee = node.get("function")
        owner = callee.get("object") if callee is not None else None
        whole = callee is not None and last_name(callee) in ("map", "filter")
        return _name_in_body(bare(owner), depth + 1) if whole and owner is not None else None
    if node.kind == "member_expression":
        owner, name = node.get("object"), last_name(node)
        of_body = owner is not None and _NAMED.search(name) is not None and is_body(bare(owner))
        return name if of_body else None
    if node.kind != "identifier" or node.scope is None:
        return None
    for binding in node.scope.find(node.text) or ():
        if binding.how != "value" or binding.node is None:
            continue
        made = bare(binding.node)
        if binding.path:
            key = str(binding.path[0])
            if len(binding.path) == 1 and _NAMED.search(key) and is_body(made):
                return node.text
        elif (inner := _name_in_body(made, depth + 1)) is not None:
            return inner
    return None
