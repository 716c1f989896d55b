"""Conversations that a store keeps by key: a class or a module that adds turns and gives them all.

What asks the model gets the turns from the store, often through several hands; both know them by
the names of the store's functions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..facts import Confidence, GrowingHistory
from .history_bounds import gives_part, shortened
from .index import Module
from .kept_histories import adds_user
from .resolve.resolver import Resolver
from .tree import enclosing_function, last_name, place_of, walk

_TURNS = r"\w*(?:messag|msg|turn|histor|convers|exchange|interaction|memor|chat)"
_ADDS = re.compile(rf"(?i)^_?(?:a?add|append|post|save|store|push|record|put|remember)_?{_TURNS}")
_GIVES = re.compile(rf"(?i)^_?(?:a?get|load|fetch|read|list|find|all)_?(?!\w*count){_TURNS}")
_PART = re.compile(
    r"(?i)\b(?:limit|max_(?:messages|history|turns)|last_n|window|n_last)\b|\[-\s*\w+\s*:|"
    r"summar|trim|trunc|recent"
)
_ASKS = re.compile(
    r"(?i)\bmessages\s*=|\binput\s*=|\b\w*(?:llm|chain|agent|model|openai|completion|graph|runner)"
    r"\w*(?:\.\w+)*\("
)
_CHANGES = ("append", "extend", "rpush")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DISPLAYS = (ast.List, ast.ListComp, ast.Dict)


def turn_stores(resolver: Resolver, told: Iterable[GrowingHistory]) -> Iterator[GrowingHistory]:
    """Yield where stores of conversations get longer that give all they keep to what asks.

    Args:
        resolver: The project's resolver.
        told: What was found already: a file's conversation is told of once.
    """
    known = {id(fact.place.unit) for fact in told}
    modules = [m for m in resolver.project.modules if not m.is_test]
    for module in modules:
        if any(id(unit) in known for unit in module.units):
            continue
        for home in (None, *module.nodes[ast.ClassDef]):
            functions = _functions(home, module)
            added = [(f, c) for f in functions if _ADDS.match(f.name) for c in _grown(f)]
            # Where what a person says is added is where a reader looks for it.
            added.sort(key=lambda pair: not ("user" in pair[0].name or adds_user(pair[1])))
            found = next((p for p in added if _is_asked_with(*p, functions, modules)), None)
            if found is not None:
                change = found[1]
                yield GrowingHistory(
                    place=place_of(change), confidence=Confidence.MEDIUM, name=_kept(change)
                )
                break


def _functions(home: Any, module: Module) -> list[Any]:
    """Return the functions of a class, or those that stand in a module by themselves."""
    if home is not None:
        return [f for f in home.body if f.__class__ in _FUNCTIONS]
    every = [f for kind in _FUNCTIONS for f in module.nodes[kind]]
    return [f for f in every if f.parent.__class__ is ast.Module]


def _grown(function: Any) -> Iterator[Any]:
    """Yield what a function puts to a list that is there before and after it, by key."""
    for node in walk(function):
        if node.__class__ is not ast.Call or node.func.__class__ is not ast.Attribute:
            continue
        if node.func.attr in _CHANGES and enclosing_function(node) is function:
            if node.func.attr == "rpush" or _is_kept_by_key(node.func.value, function):
                yield node


def _is_kept_by_key(base: Any, function: Any) -> bool:
    """Say whether a list is one of many: ``self._store[key]``, ``chats.setdefault(key, [])``.

    Or what an object has that was taken from among many: ``talk = talks.get(key)``.
    """
    keyed = False
    while base.__class__ in (ast.Subscript, ast.Attribute, ast.Call):
        if base.__class__ is ast.Call:
            keyed |= last_name(base.func) in ("get", "setdefault")
            base = base.func
            continue
        keyed |= base.__class__ is ast.Subscript
        base = base.value
    if base.__class__ is not ast.Name:
        return False
    bound = [b for b in function.inner.bindings.get(base.id, ()) if b.how != "param"]
    if bound:
        return any(
            b.value.__class__ not in _DISPLAYS
            and b.value is not None
            and _is_kept_by_key(b.value, function)
            for b in bound
            if b.value is not base and not _names(b.value, base.id)
        )
    if base.id in function.inner.bindings and base.id not in ("self", "cls"):
        return False
    return keyed


def _names(value: Any, name: str) -> bool:
    return any(n.__class__ is ast.Name and n.id == name for n in walk(value)) if value else False


def _kept(change: Any) -> str:
    """Return what holds the lists: ``_store`` of ``self._store[key].append(turn)``."""
    base = change.func.value
    while base.__class__ in (ast.Subscript, ast.Call):
        base = base.func if base.__class__ is ast.Call else base.value
        if base.__class__ is ast.Attribute and base.attr in ("get", "setdefault"):
            base = base.value
    return last_name(base)


def _is_asked_with(function: Any, change: Any, functions: list[Any], modules: list[Module]) -> bool:
    """Say whether all that a store keeps goes to what asks, and nothing shortens it."""
    module = change.scope.module
    if shortened(_kept(change), [module], change) or "ltrim" in module.calls:
        return False
    # One that stands in for others may be told through their common base.
    inherits = bool(getattr(function.parent, "bases", ()))
    if not inherits and not any(function.name in each.calls for each in modules):
        return False
    given = _givers(functions, _kept(change), change.func.attr == "rpush")
    return any(
        _goes_to_model(call)
        for name in given
        for each in modules
        for call in each.calls.get(name, ())
        if enclosing_function(call) not in functions
    )


def _givers(functions: list[Any], kept: str, ranged: bool) -> set[str]:
    """Return the functions of a store that give the whole of what it keeps, with those over them.

    Args:
        functions: The store's functions.
        kept: What holds the lists.
        ranged: Whether a server keeps them: then ``lrange(key, 0, -1)`` gives them.
    """
    named = [f for f in functions if _GIVES.match(f.name)]
    if any(gives_part(f) or _PART.search(place_of(f).text) for f in named):
        return set()
    whole = re.compile(r"lrange\([^)]*,\s*0\s*,\s*-1\s*\)" if ranged else rf"\b{kept}\b")
    found = {f.name for f in named if whole.search(place_of(f).text)}
    more = {
        f.name
        for f in named
        if any(n.__class__ is ast.Call and last_name(n.func) in found for n in walk(f))
    }
    return found | more


def _goes_to_model(call: ast.Call) -> bool:
    """Say whether a call gets the turns where a model is asked, and takes all of them."""
    outer: Any = call.parent
    while outer.__class__ is ast.Await:
        outer = outer.parent
    if outer.__class__ is ast.Subscript or _PART.search(place_of(call).text):
        return False
    function = enclosing_function(call)
    module = call.scope.module
    if function is None or module.is_test:
        return False
    text = place_of(function).text
    names = [last_name(t) for t in getattr(outer, "targets", ()) if last_name(t)]
    if any(
        re.search(rf"\b{n}\[[^\]\n]*:|(?i:summar|trim|trunc)\w*\([^)\n]*\b{n}\b", text)
        for n in names
    ):
        return False
    if _ASKS.search(text):
        return True
    # A method puts together what another of the object's sends.
    return outer.__class__ is ast.Call and last_name(outer.func) in ("extend", "format_messages")
