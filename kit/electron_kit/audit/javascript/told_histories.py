"""Turns known by how they are spelled: a page's that it hands on, a terminal's in an endless loop.

The way from a page to the request goes through hooks, helpers and a server's route, which may be
in another language: what is handed on beside what a person has just said is the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..facts import Confidence, GrowingHistory
from .history_growth import adds_user, changes, is_rounds_of_tools
from .kept_histories import bounded, is_saved, short_name
from .posted_bodies import posted_bodies
from .posted_turns import posted_turns
from .project import Project
from .repeats import LOOPS, function_of, is_counted, is_endless
from .short_lists import pushes
from .stores import is_of_page
from .syntax import Node
from .test_files import is_test
from .written import arguments, bare, key_of, last_name

_NAMED = re.compile(r"(?i)messag|histor|convers|turns|dialog|thread|msgs|chatlog")
_PAGE = re.compile(rb"\buse(?:State|Ref)\b|(?:\bref|\$state|\bsignal)(?:<[^()]*>)?\(")
_KEEPS = re.compile(
    r"(?i)^(?:set|save|store|persist|update|write|cache|log|push|dispatch|render)|storage"
)
_ENDLESS = re.compile(r"(?:while\s*\(\s*(?:true|1|![\w.]+)\s*\)|for\s*\(\s*;\s*;|for\s+await)")
_ASKS = re.compile(r"(?i)\bquestion\(|prompt|readline|\brl\b|input")
_ROLE = re.compile(r"\brole['\"]?\s*:\s*['\"`]user['\"`]")
# A route that reads what it is posted, and the end of a list.
_BODY = re.compile(
    rb"\breq(?:uest)?\.(?:json(?:<[^()]*>)?\(|body\b)|readBody(?:<[^()]*>)?\(|\.req\.json(?:<[^()]*>)?\("
)
_CUT = re.compile(rb"\b(\w+)\??\.slice\(\s*-\s*(?:[2-9]|\d\d|[A-Z_]{3,})")
_MINE = re.compile(r"(?i)\bis_?(?:user|mine|me)['\"]?\s*:\s*true|['\"](?:you|me|human)['\"]")


def told_histories(project: Project, told: Iterable[GrowingHistory]) -> Iterator[GrowingHistory]:
    """Yield the longer copies of a page's turns that are handed on, and a terminal's turns.

    Args:
        project: A project that asks OpenAI somewhere.
        told: What was found already: a page has one conversation.
    """
    known = {id(fact.place.unit) for fact in told}
    longer = list(changes(project))
    asked = [pair for pair in longer if _is_asked_in_turn(*pair)]
    # One for each function of a file that sends a list.
    functions: set[int] = set()
    for some in ([*posted_turns(longer), *posted_bodies(longer)], asked):
        units = set()
        for base, change in some:
            function = id(function_of(change))
            if id(change.module.unit) in known or function in functions:
                continue
            if not bounded(base.text, change):
                functions.add(function)
                units.add(id(change.module.unit))
                yield _told(change, base)
        known |= units
    for module in project.modules:
        if is_test(module) or id(module.unit) in known:
            continue
        for array in module.nodes.get("array", ()):
            spread = _copied(array)
            if spread is not None and _is_stored_again(spread, array):
                known.add(id(module.unit))
                yield _told(array, spread)
    cut = _cut_by_routes(project)
    for module in project.modules:
        if is_test(module) or id(module.unit) in known or not _PAGE.search(module.unit.data):
            continue
        for array in module.nodes.get("array", ()):
            copied = _copied(array)
            if copied is None or not is_of_page(copied) or not _is_mine(array):
                continue
            name = _name_of(array)
            sent = _is_handed_on(name, array) if name else _is_sent(array)
            if sent and cut.intersection(_words(array, copied, name)):
                continue
            if sent and not bounded(copied.text, array) and not (name and bounded(name, array)):
                yield _told(array, copied)
                break


def _cut_by_routes(project: Project) -> set[str]:
    """Return the names of which routes take only the end: ``lines.slice(-10)``."""
    return {
        found.decode("utf-8", "replace")
        for module in project.modules
        if _BODY.search(module.unit.data)
        for found in _CUT.findall(module.unit.data)
    }


def _words(array: Node, base: Node, name: str) -> set[str]:
    """Return what a list is called: where it is kept, where it is longer, and where it is sent."""
    words = {base.text.rpartition(".")[2], name}
    holder, function = array.parent, function_of(array)
    if holder is not None and holder.kind == "pair":
        words.add(key_of(holder) or "")
    if name and function is not None:
        words.update(re.findall(rf"(\w+)\s*:\s*{re.escape(name)}\b", function.text))
    return words - {""}


def _told(change: Node, base: Node) -> GrowingHistory:
    return GrowingHistory(
        place=change.place, name=short_name(base.text), confidence=Confidence.MEDIUM
    )


def _is_asked_in_turn(base: Node, change: Node) -> bool:
    """Say whether an endless loop asks a person, and hands on a list that it makes longer."""
    if base.kind != "identifier" or not _NAMED.search(base.text) or base.scope is None:
        return False
    loop = next((a for a in change.up() if a.kind in LOOPS or is_endless(a)), None)
    if loop is None or is_counted(loop) or function_of(loop) is not function_of(change):
        return False
    asks = _ENDLESS.match(loop.text[:40]) is not None and _ASKS.search(loop.text) is not None
    if (not asks or is_rounds_of_tools(loop)) and not _is_of_events(change, loop):
        return False
    made = [b.target for b in base.scope.find(base.text) or () if b.target is not None]
    if not made or all(loop.start <= target.start < loop.end for target in made):
        return False
    return _gives_to_call(loop, base.text)


def _is_of_events(change: Node, loop: Node) -> bool:
    """Say whether what joins a list is what events have put aside: ``[...turns, ...pending]``.

    Other functions push to that, while the loop waits.
    """
    given = arguments(change) if change.kind == "call_expression" else change.children[1:]
    home = function_of(loop)
    return any(
        each.kind == "spread_element"
        and bool(each.children)
        and any(
            (inner := function_of(push)) is not home
            and inner is not None
            and inner.parent is not None
            and inner.parent.kind == "arguments"
            and any(above is home for above in inner.up())
            for push in pushes(bare(each.children[0]))
        )
        for each in given
    )


def _copied(array: Node) -> Node | None:
    """Return the list of turns of which an array is a longer copy: ``[...turns, mine]``."""
    first = array.children[0] if len(array.children) > 1 else None
    if first is None or first.kind != "spread_element" or not first.children:
        return None
    base = bare(first.children[0])
    if base.kind == "binary_expression":
        # ``[...(turns ?? []), mine]``
        base = bare(base.get("left") or base)
    if base.kind not in ("identifier", "member_expression"):
        return None
    # ``[...chat, { role: "user", … }]``: by what joins it, whatever it is called.
    return base if _NAMED.search(base.text) or _ROLE.search(array.text) else None


def _is_stored_again(base: Node, array: Node) -> bool:
    """Say whether a list was loaded, and a longer copy with turns in it is stored in its place."""
    name, function = _name_of(array), function_of(array)
    if base.kind != "identifier" or not name or function is None or "role" not in array.text:
        return False
    loaded = rf"\b{re.escape(base.text)}\b[^=;\n]*=\s*(?:await\s+)?[\w.]*\.(?:load|get|read)\w*\("
    return (
        re.search(loaded, function.text) is not None
        and is_saved(name, function)
        and not bounded(base.text, array)
        and not bounded(name, array)
    )


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
    return function is not None and any(
        _gives_to_call(function, each) for each in (name, *_held_by(name, function))
    )


def _held_by(name: str, function: Node) -> list[str]:
    """Return names for what has all of a list in it: ``const body = { messages: longer }``."""
    names = [name]
    for below in function.walk():
        target = below.get("name") if below.kind == "variable_declarator" else None
        value = below.get("value") if target is not None else None
        if target is None or value is None or target.kind != "identifier":
            continue
        if function_of(below) is function and any(_has(bare(value), each) for each in names):
            names.append(target.text)
    return names[1:]


def _has(value: Node, name: str) -> bool:
    """Say whether an expression is a list, all of its entries, or an object with it."""
    if value.kind == "ternary_expression":
        return any(
            side is not None and _has(bare(side), name)
            for side in (value.get("consequence"), value.get("alternative"))
        )
    if value.kind == "array":
        # In front stands what instructs; what is only shown comes behind.
        last = value.children[-1] if value.children else None
        return last is not None and last.text == f"...{name}"
    if value.kind == "call_expression":
        whole = re.match(rf"{re.escape(name)}\b\s*\??\.(?:map|filter)\(", value.text)
        return whole is not None and ".slice(" not in value.text
    return value.kind == "object" and _gives(value, name)


def _gives_to_call(around: Node, name: str) -> bool:
    for below in around.walk():
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
    if given.kind == "array":
        # ``run([{ turns }])``
        return any(child.kind == "object" and _gives(child, name) for child in given.children)
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
