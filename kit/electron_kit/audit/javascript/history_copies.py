"""Whether a longer copy takes the place of a list: it is assigned, set, saved or handed on."""

from __future__ import annotations

import re

from .history_bounds import is_part
from .repeats import function_of
from .syntax import Node
from .written import arguments, bare, key_of, last_name

_SAVES = re.compile(r"(?i)^_?(?:save|store|set|put|persist|update|write|cache|hset|sync)")
_SAVING = re.compile(r"(?i)\b_?(?:save|store|set|put|persist|update|write|cache|hset|sync)\w*\(")
TURNS = re.compile(
    r"(?i)messag|histor|convers|chat|memory|dialog|turn|transcript|thread|talk|msgs|log|entries|"
    r"items|past|context|lines|exchange|list"
)
"""How lists of messages are called."""


def takes_its_place(longer: Node, base: Node) -> bool:
    """Say whether a longer copy is put where the list was.

    Args:
        longer: The copy: ``[...turns, turn]``.
        base: The list: ``turns``.
    """
    node, holder = longer, longer.parent
    while holder is not None and holder.kind in (
        "parenthesized_expression", "call_expression",
        "member_expression", "await_expression", "ternary_expression",
    ):  # fmt: skip
        # ``[...old, ...more].map(…).sort(…)``
        if holder.kind == "call_expression" and is_part(holder):
            return False
        node, holder = holder, holder.parent
    if holder is None:
        return False
    if holder.kind == "pair":
        if key_of(holder) != last_name(base):
            return False
        return base.kind == "member_expression" or _is_set(holder)
    if holder.kind == "assignment_expression":
        left = holder.get("left")
        return left is not None and _same(left, base)
    if holder.kind == "arrow_function" and node.field == "body":
        return _parameter(holder) == base.text and _is_setter(holder)
    if holder.kind == "return_statement":
        function = function_of(holder)
        return function is not None and _parameter(function) == base.text and _is_setter(function)
    if holder.kind == "arguments":
        return _handed(holder, base)
    if holder.kind == "variable_declarator":
        return _named(holder, base)
    return False


def _handed(holder: Node, base: Node) -> bool:
    call = holder.parent
    callee = call.get("function") if call is not None else None
    if callee is None:
        return False
    name, owner = last_name(callee), callee.get("object")
    if name == "next" and owner is not None:
        # ``turns.next([...turns.value, turn])``
        return base.text.startswith(f"{owner.text}.")
    return (
        name == _setter(last_name(base))
        or (name == "stringify")
        or (_SAVES.match(name) is not None and (callee.get("object") is not None))
    )


def _named(holder: Node, base: Node) -> bool:
    """Say whether a longer copy with a name of its own is put where the list was."""
    name, function = holder.get("name"), function_of(holder)
    if name is None or name.kind != "identifier":
        return False
    around = function if function is not None else holder.module.root
    if not TURNS.search(f"{name.text} {base.text}") and not _SAVING.search(around.text):
        return False
    names = {name.text}
    for below in around.walk():
        if below.kind == "variable_declarator" and below.start > holder.start:
            names |= _holder_of(below, names)
    return any(_puts(below, base, names, name.text) for below in around.walk())


def _puts(below: Node, base: Node, names: set[str], name: str) -> bool:
    """Say whether a piece of code puts a longer copy, or what holds it, where the list was."""
    if below.kind == "call_expression":
        callee = below.get("function")
        called = last_name(callee) if callee is not None else ""
        if called == _setter(last_name(base)) or _SAVES.match(called):
            given = arguments(below)
            if any(is_part(n) for a in given for n in a.walk() if n.kind == "call_expression"):
                return False
            return any(_has_name(a, each) for a in given for each in names)
    elif below.kind == "assignment_expression":
        left, right = below.get("left"), below.get("right")
        if left is not None and right is not None and bare(right).text == name:
            return _same(left, base)
    elif base.kind == "member_expression" and key_of(below) == last_name(base):
        value = below.get("value") if below.kind == "pair" else below
        kept = below.kind in ("pair", "shorthand_property_identifier")
        return kept and value is not None and value.text == name
    return False


def _is_setter(function: Node) -> bool:
    """Say whether a function is handed to what sets a state: ``setLines((old) => …)``."""
    holder = function.parent
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    return (
        callee is not None and re.match(r"set[A-Z]\w*$|set$|update$", last_name(callee)) is not None
    )


def state_of(array: Node, base: Node) -> Node | None:
    """Return the state that a callback is handed: ``turns`` of ``setTurns((old) => …)``.

    A store's is what the callback is handed by: ``turns.update((old) => …)``.

    Args:
        array: The longer copy.
        base: What it is a copy of: ``old``.
    """
    function = function_of(array)
    holder = function.parent if function is not None else None
    call = holder.parent if holder is not None and holder.kind == "arguments" else None
    callee = call.get("function") if call is not None else None
    if function is None or callee is None or _parameter(function) != base.text:
        return None
    owner = callee.get("object")
    if owner is not None:
        return bare(owner)
    for binding in (callee.scope.find(callee.text) or ()) if callee.scope is not None else ():
        pattern = binding.target.parent if binding.target is not None else None
        if binding.path == (1,) and pattern is not None and pattern.children:
            return pattern.children[0]
    return None


def _is_set(pair: Node) -> bool:
    """Say whether an entry is what a state is set to: ``setState({ turns: [...turns, x] })``."""
    call = next((above for above in pair.up() if above.kind == "call_expression"), None)
    callee = call.get("function") if call is not None else None
    return callee is not None and last_name(callee) in ("set", "setState", "patchState", "update")


def _parameter(function: Node) -> str:
    single = function.get("parameter")
    if single is not None:
        return single.text
    formal = function.get("parameters")
    first = formal.children[0] if formal is not None and formal.children else None
    if first is not None and first.kind in ("required_parameter", "optional_parameter"):
        first = first.get("pattern")
    return first.text if first is not None else ""


def _holder_of(declared: Node, names: set[str]) -> set[str]:
    """Return the name of a list or an object that has one of some names in it."""
    target, value = declared.get("name"), declared.get("value")
    if target is None or value is None or bare(value).kind not in ("array", "object"):
        return set()
    return {target.text} if any(_has_name(value, each) for each in names) else set()


def _setter(name: str) -> str:
    return f"set{name[:1].upper()}{name[1:]}"


def _same(left: Node, base: Node) -> bool:
    return re.sub(r"[?!\s]", "", bare(left).text) == re.sub(r"[?!\s]", "", base.text)


def _has_name(node: Node, name: str) -> bool:
    return any(
        below.kind in ("identifier", "shorthand_property_identifier") and below.text == name
        for below in node.walk()
    )
