"""A page's own list of turns that it hands on with what a person said, wherever that leads.

The way from a page to the request goes through hooks, helpers and a server's route, which may be
in another language: what is handed on beside what a person has just said is the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..facts import Confidence, GrowingHistory
from .history_growth import adds_user
from .kept_histories import bounded, short_name
from .project import Project
from .repeats import function_of
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, last_name

_NAMED = re.compile(r"(?i)messag|histor|convers|turns|dialog|thread|msgs|chatlog")
_STATES = frozenset({"useState", "useRef", "ref", "shallowRef", "reactive", "$state", "signal"})
_PAGE = re.compile(rb"\buse(?:State|Ref)\b|\bref\(|\$state\(|\bsignal\(")
_KEEPS = re.compile(
    r"(?i)^(?:set|save|store|persist|update|write|cache|log|push|dispatch|render)|storage"
)
_MINE = re.compile(r"(?i)\bis_?(?:user|mine|me)['\"]?\s*:\s*true|['\"](?:you|me|human)['\"]")


def page_histories(project: Project, told: Iterable[GrowingHistory]) -> Iterator[GrowingHistory]:
    """Yield the longer copies of a page's turns that are handed on.

    Args:
        project: A project that asks OpenAI somewhere.
        told: What was found already: a page has one conversation.
    """
    known = {id(fact.place.unit) for fact in told}
    for module in project.modules:
        if is_test(module) or id(module.unit) in known or not _PAGE.search(module.unit.data):
            continue
        for array in module.nodes.get("array", ()):
            base = _copied(array)
            if base is None or not _is_state(base) or not _is_mine(array):
                continue
            name = _name_of(array)
            sent = _is_handed_on(name, array) if name else _is_sent(array)
            if sent and not bounded(base.text, array) and not (name and bounded(name, array)):
                yield GrowingHistory(
                    place=array.place, name=short_name(base.text), confidence=Confidence.MEDIUM
                )
                break


def _copied(array: Node) -> Node | None:
    """Return the list of turns of which an array is a longer copy: ``[...turns, mine]``."""
    first = array.children[0] if len(array.children) > 1 else None
    if first is None or first.kind != "spread_element" or not first.children:
        return None
    base = bare(first.children[0])
    named = base.kind in ("identifier", "member_expression") and _NAMED.search(base.text)
    return base if named else None


def _is_state(base: Node) -> bool:
    """Say whether a list is kept for a page from one drawing to the next."""
    root = base
    while root.kind == "member_expression":
        owner = root.get("object")
        if owner is None:
            return False
        root = bare(owner)
    for binding in (root.scope.find(root.text) or ()) if root.scope is not None else ():
        made = bare(binding.node) if binding.how == "value" and binding.node is not None else None
        callee = made.get("function") if made is not None else None
        if callee is not None and last_name(callee) in _STATES:
            return True
    return False


def _is_mine(array: Node) -> bool:
    """Say whether what is added is what a person has said."""
    if adds_user(array):
        return True
    given = [
        binding.node.text
        for child in array.children[1:]
        if child.kind == "identifier" and child.scope is not None
        for binding in child.scope.find(child.text) or ()
        if binding.how == "value" and binding.node is not None
    ]
    return any(_MINE.search(text) for text in (array.text, *given))


def _name_of(array: Node) -> str:
    holder = array.parent
    if holder is None or holder.kind != "variable_declarator":
        return ""
    name = holder.get("name")
    return name.text if name is not None and name.kind == "identifier" else ""


def _is_handed_on(name: str, array: Node) -> bool:
    """Say whether a longer copy is handed to more than what keeps or shows it."""
    function = function_of(array)
    for below in function.walk() if function is not None else ():
        if below.kind != "call_expression":
            continue
        callee = below.get("function")
        called = last_name(callee) if callee is not None else ""
        whole = callee.text if callee is not None else ""
        if not called or _KEEPS.search(called) or "Storage" in whole:
            continue
        if any(_gives(given, name) for given in arguments(below)):
            return True
    return False


def _gives(given: Node, name: str) -> bool:
    """Say whether an argument is a list, or an object with it: ``{ messages: next }``."""
    if given.kind == "identifier":
        return given.text == name
    if given.kind != "object":
        return False
    return any(
        (child.get("value") or child).text == name
        or re.match(
            rf"{re.escape(name)}\b\s*\??\.(?:map|filter)\(", (child.get("value") or child).text
        )
        is not None
        for child in given.children
        if child.kind in ("pair", "shorthand_property_identifier")
    )


def _is_sent(array: Node) -> bool:
    """Say whether a longer copy stands in what is sent: ``JSON.stringify({ messages: […] })``."""
    for above in array.up():
        if above.kind == "call_expression":
            callee = above.get("function")
            called = last_name(callee) if callee is not None else ""
            if called in ("map", "filter", "slice"):
                continue
            return called in ("stringify", "post", "fetch") or called.startswith("send")
        if above.kind not in ("pair", "object", "arguments", "member_expression"):
            return False
    return False
