"""What a person says joins a list that is there at the next turn, and the list is handed on whole.

Told by one function's text: a module's list, one of many by key, or one of an object that was
loaded and is stored again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .history_growth import adds_user
from .kept_histories import is_loaded, is_saved, plain
from .repeats import function_of, is_handler
from .scopes import Binding
from .stores import is_of_page
from .syntax import Node
from .written import arguments, bare, last_name

_NAMED = re.compile(r"(?i)messag|histor|convers|turns|dialog|thread|msgs|chatlog")
_ASKS = re.compile(
    r"(?i)^(?:run|invoke|generate|create|ask|chat|complete|respond|stream|fetch|stringify|send|"
    r"post|query|call|get)"
)


def posted_turns(changes: Iterable[tuple[Node, Node]]) -> Iterator[tuple[Node, Node]]:
    """Yield lists that get a person's turn and are handed on in one function, and where.

    Args:
        changes: Lists, and what makes them longer, of a project that asks OpenAI somewhere.
    """
    for base, change in changes:
        function = function_of(change)
        if function is None or change.kind != "call_expression" or not adds_user(change):
            continue
        if _NAMED.search(_last(base)) and _is_kept(base, function):
            names = [plain(base.text), *_copies(base, function)]
            if any(is_handed_on(below, names) for below in function.walk()):
                yield base, change


def _last(base: Node) -> str:
    while base.kind == "subscript_expression":
        owner = base.get("object")
        if owner is None:
            return ""
        base = bare(owner)
    return last_name(base)


def _is_kept(base: Node, function: Node) -> bool:
    """Say whether a list is there at the next turn: a module's, or loaded and stored again."""
    root = base
    while root.kind in ("member_expression", "subscript_expression"):
        owner = root.get("object")
        if owner is None:
            return False
        root = bare(owner)
    if root.kind != "identifier" or root.scope is None:
        return False
    bindings = [b for b in root.scope.find(root.text) or () if b.how == "value"]
    if not bindings:
        return False
    if any(b.target is not None and function_of(b.target) is None for b in bindings):
        return base.kind == "subscript_expression" or base is root
    if base is root and is_handler(function) and all(_is_outside(b, function) for b in bindings):
        # A prompt's answer, which asks again, over what the function around it has.
        return True
    if base is root and all(map(_is_copied_state, bindings)):
        return True
    return all(map(is_loaded, bindings)) and is_saved(root.text, function)


def _is_outside(binding: Binding, function: Node) -> bool:
    """Say whether a name is bound to a list in a function around the one that runs at an event."""
    home = function_of(binding.target) if binding.target is not None else None
    made = bare(binding.node) if binding.node is not None and not binding.path else None
    return (
        made is not None
        and made.kind == "array"
        and home is not function
        and any(above is home for above in function.up())
    )


def _is_copied_state(binding: Binding) -> bool:
    """Say whether a name holds a copy of what a page keeps: ``const turns = [...messages]``."""
    made = bare(binding.node) if binding.node is not None and not binding.path else None
    if made is None or made.kind != "array" or len(made.children) != 1:
        return False
    spread = made.children[0]
    return (
        spread.kind == "spread_element"
        and bool(spread.children)
        and is_of_page(bare(spread.children[0]))
    )


def _copies(base: Node, function: Node) -> list[str]:
    """Return the names of what is made of all of a list: ``const sent = turns.map(…)``."""
    spelled = re.escape(base.text)
    filled = re.findall(rf"\b(\w+)\.push\(\s*\.\.\.{spelled}\s*[,)]", function.text)
    return filled + re.findall(
        rf"\b(\w+)(?:\s*:[^=\n]*)?\s*=\s*"
        rf"(?:\[[^\]=]*\.\.\.{spelled}\s*,|"
        rf"(?:\[[^\]=]*\.\.\.)?{spelled}(?:\]|\s*\.(?:map|filter)\())",
        function.text,
    )


def is_handed_on(node: Node, names: list[str]) -> bool:
    """Say whether a call that may ask a model gets a list, or an object with it.

    Args:
        node: What may be such a call.
        names: What the list is called.
    """
    callee = node.get("function") if node.kind == "call_expression" else None
    if callee is None or not _ASKS.match(last_name(callee)):
        return False
    for given in arguments(node):
        inner = [given]
        if given.kind == "object":
            inner = [child.get("value") or child for child in given.children]
        for value in inner:
            whole = re.sub(r"\s*\.(?:map|filter)\(.*", "", plain(bare(value).text), flags=re.S)
            if whole in names:
                return True
    return False
