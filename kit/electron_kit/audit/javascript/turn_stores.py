"""Conversations that a store keeps by key: functions that add turns, and that give all of them.

What asks the model gets the turns from the store, often through several hands; both know them by
the names of the store's functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..facts import Confidence, GrowingHistory
from .index import Module
from .kept_histories import bounded, name_of, short_name
from .project import Project
from .repeats import function_of
from .scopes import FUNCTIONS
from .syntax import Node
from .test_files import is_test
from .written import bare, last_name

_TURNS = r"\w*(?:messag|msg|turn|histor|convers|exchange|interaction|memor|chat)"
_ADDS = re.compile(rf"(?i)^_?(?:add|append|post|save|store|push|record|put|remember)_?{_TURNS}")
_GIVES = re.compile(rf"(?i)^_?(?:get|load|fetch|read|list|find|all)_?(?!\w*count){_TURNS}")
_PART = re.compile(
    r"(?i)\b(?:limit|max(?:messages|history|turns)|lastn)\b|\.slice\(|summar|trim|trunc|recent"
)
_ASKS = re.compile(
    r"(?i)\b(?:messages|input)\s*[:,]|\b\w*(?:llm|chain|agent|model|openai|completion|graph|runner)"
    r"\w*(?:\.\w+)*\("
)
_NAMED = re.compile(r"(?i)messag|histor|convers|turns|dialog|thread|msgs")
_GETS = ("get", "getOrCreate", "ensure")


def turn_stores(project: Project, told: Iterable[GrowingHistory]) -> Iterator[GrowingHistory]:
    """Yield where stores of conversations get longer that give all they keep to what asks.

    Args:
        project: A project that asks OpenAI somewhere.
        told: What was found already: a file's conversation is told of once.
    """
    known = {id(fact.place.unit) for fact in told}
    modules = [module for module in project.modules if not is_test(module)]
    for module in modules:
        if id(module.unit) in known:
            continue
        for push in module.calls.get("push", ()):
            function = function_of(push)
            if function is None or not _ADDS.match(name_of(function)):
                continue
            functions = _beside(function)
            kept = _kept(push, functions)
            held = _held(push, functions)
            if held and not bounded(held, push) and _is_read_whole(held, modules):
                yield GrowingHistory(
                    place=push.place, name=short_name(held), confidence=Confidence.MEDIUM
                )
                break
            if not kept or bounded(kept, push) or not _isname_of(name_of(function), modules):
                continue
            given = _givers(functions, kept)
            if any(_goes_to_model(name, each, functions) for name in given for each in modules):
                yield GrowingHistory(
                    place=push.place, name=short_name(kept), confidence=Confidence.MEDIUM
                )
                break


def _beside(function: Node) -> list[Node]:
    """Return the functions of a class, or those that stand in a module by themselves."""
    home: Node | None = function
    while home is not None and home.kind not in ("class_body", "program"):
        home = home.parent
    found = []
    for child in home.children if home is not None else ():
        inner: Node | None = child
        while inner is not None and inner.kind not in FUNCTIONS:
            if inner.kind == "variable_declarator":
                inner = inner.get("value")
            elif inner.kind in ("export_statement", "lexical_declaration"):
                inner = inner.children[-1] if inner.children else None
            else:
                inner = None
        if inner is not None:
            found.append(inner)
    return found


def _kept(push: Node, functions: list[Node]) -> str:
    """Return what holds lists by key, one of which is pushed to; empty if it is nothing such.

    ``chats[id].push(turn)``, ``this.chats.get(id)!.push(turn)``, and a list that another function
    of the store gave.
    """
    callee = push.get("function")
    owner = callee.get("object") if callee is not None else None
    return _holder(bare(owner), functions, 0) if owner is not None else ""


def _held(push: Node, functions: list[Node]) -> str:
    """Return the entry of a kept object that is pushed to: ``history`` of ``user.history.push``.

    Where ``user`` is what a function of the store, or a map, gave.
    """
    callee = push.get("function")
    owner = callee.get("object") if callee is not None else None
    member = bare(owner) if owner is not None else None
    if member is None or member.kind != "member_expression" or not _NAMED.search(last_name(member)):
        return ""
    root = member.get("object")
    root = bare(root) if root is not None else None
    given = root is not None and root.kind == "identifier" and _holder(root, functions, 0)
    return last_name(member) if given else ""


def _is_read_whole(name: str, modules: list[Module]) -> bool:
    """Say whether a function that asks a model sends all of an object's list of a name."""
    whole = re.compile(rf"\.\.\.[\w.?!]*\.{re.escape(name)}\b(?:\.(?:map|filter)\(|\s*[,\]])")
    for module in modules:
        if whole.search(module.unit.data.decode("utf-8", "replace")) is None:
            continue
        for spread in module.nodes.get("array", ()):
            function = function_of(spread) if whole.search(spread.text) else None
            text = function.text if function is not None else ""
            cut = re.search(
                rf"\b{re.escape(name)}\??\.(?:slice|splice)\(|(?i:trim|trunc|summar)", text
            )
            if _ASKS.search(text) and cut is None:
                return True
    return False


def _holder(value: Node, functions: list[Node], depth: int) -> str:
    if depth > 3:
        return ""
    if value.kind == "await_expression":
        return _holder(bare(value.children[0]), functions, depth + 1)
    if value.kind == "subscript_expression":
        held = value.get("object")
        return last_name(bare(held)) if held is not None else ""
    if value.kind == "call_expression":
        callee = value.get("function")
        name = last_name(callee) if callee is not None else ""
        held = callee.get("object") if callee is not None else None
        if held is not None and name in _GETS:
            return last_name(bare(held))
        giver = next((f for f in functions if name and name_of(f) == name), None)
        kept = re.search(r"\b(\w+)(?:\[\w+\]|\.get\()", giver.text) if giver is not None else None
        return kept[1] if kept is not None else ""
    if value.kind == "identifier" and value.scope is not None:
        for binding in value.scope.find(value.text) or ():
            if binding.how == "value" and binding.node is not None and not binding.path:
                return _holder(bare(binding.node), functions, depth + 1)
    return ""


def _isname_of(name: str, modules: list[Module]) -> bool:
    return any(name in module.calls for module in modules)


def _givers(functions: list[Node], kept: str) -> set[str]:
    """Return the functions of a store that give the whole of what it keeps."""
    named = [f for f in functions if _GIVES.match(name_of(f))]
    if any(_PART.search(f.text) for f in named):
        return set()
    return {name_of(f) for f in named if re.search(rf"\b{re.escape(kept)}\b", f.text)}


def _goes_to_model(name: str, module: Module, functions: list[Node]) -> bool:
    """Say whether a function that gets the turns asks a model, and takes all of them."""
    own = {id(f) for f in functions}
    for call in module.calls.get(name, ()):
        function = function_of(call)
        if function is None or id(function) in own or _PART.search(function.text):
            continue
        if _ASKS.search(function.text):
            return True
    return False
