"""Histories known by how they are spelled, where the way to the request is out of sight.

A framework's memory that keeps every turn, and an object's own list of turns that one of its
methods reads where it asks a model.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..facts import Confidence, GrowingHistory
from .history_bounds import part_givers, shortened
from .kept_histories import adds_user
from .lifetimes import dies_young
from .resolve.members import class_of
from .resolve.resolver import Resolver
from .tree import enclosing_function, last_name, place_of, walk
from .turns import begun_anew

# LangChain's memory that forgets nothing: others have a window or sum up.
_MEMORIES = ("ConversationBufferMemory",)
_TURNS = re.compile(r"(?i)^_?\w*(?:histor|messages$|conversation|turns$|dialog|transcript)\w*$")
_ASKS = re.compile(
    r"(?:self\.)?\b_?\w*(?:llm|chain|agent|model|client|openai|executor|runner)\w*(?:\.\w+)*\("
)
_LOADS = re.compile(
    r"(?i)_?(?:get|load|fetch|read|find)\w*(?:histor|convers|messages|turns|dialog|chat|context)"
)
_FINDS = re.compile(r"(?i)^(?:find_?one\w*|get_item|fetch_?one|load\w*|read\w*)$")
_STORES = re.compile(r"(?i)_?(?:store|save|update|set|write|persist|put)_?\w*")
_ASKED = re.compile(
    r"(?i)^(?:\w+\.)*_?(?:a?chat|ask|query|complete|generate|respond|reply|answer|"
    r"(?:get|create|call|make)_\w*(?:chat|reply|response|answer|completion|gpt|ai))\w*\("
)
# Steps between a list and the answer of the database that it is in.
_ENTRIES = 4
_CHANGES = {"append", "extend", "insert", "clear", "pop", "copy", "remove"}


def told_histories(
    resolver: Resolver,
    calls: Iterable[Any],
    changes: Iterable[tuple[Any, Any]],
    told: Iterable[GrowingHistory],
) -> Iterator[GrowingHistory]:
    """Yield memories of frameworks, and objects' lists that their own methods send.

    Args:
        resolver: The project's resolver.
        calls: What sends requests.
        changes: What makes lists longer, with the list.
        told: What was found already: an object has one conversation.
    """
    sending = {id(call.scope.module): call.scope.module for call in calls}
    for module in sending.values():
        for name in _MEMORIES:
            for call in module.calls.get(name, ()):
                if _is_used(call):
                    yield _told(call, name)
    known = {id(fact.place.unit) for fact in told}
    changes = list(changes)
    for base, change in changes:
        if _is_of_session(base, change):
            known.add(id(place_of(change).unit))
            yield _told(change, f"self.{base.attr}")
    for base, change in changes:
        if id(place_of(change).unit) not in known and (
            id(base.scope.module) in sending or _is_handed_to_model(base, change)
        ):
            if (
                _is_kept_on(base, change)
                and not shortened(base.id, [base.scope.module], change)
                and not _is_given_part(base, resolver)
            ):
                known.add(id(place_of(change).unit))
                yield _told(change, base.id)
    seen: set[tuple[int, str]] = set()
    kept = [pair for pair in changes if _is_own(pair[0]) and id(pair[0].scope.module) in sending]
    for base, change in sorted(kept, key=lambda each: not adds_user(each[1])):
        klass = class_of(base.scope)
        if klass is None:
            continue
        module, key = base.scope.module, (id(klass), base.attr)
        if key in seen or _told_of(klass, told):
            continue
        method = getattr(enclosing_function(change), "name", "__init__")
        if (
            _TURNS.match(base.attr)
            and not method.startswith("__init__")
            and _is_turn(change)
            and _is_asked_with(klass, base.attr)
            and not begun_anew(change, base)
            and not shortened(base.attr, [module], change)
            and not dies_young(klass, method, resolver)
        ):
            seen.add(key)
            yield _told(change, f"self.{base.attr}")


def _is_used(made: ast.Call) -> bool:
    """Say whether a file does anything with what it made and gave a name."""
    target = made.parent.targets[0] if made.parent.__class__ is ast.Assign else None
    if target.__class__ is not ast.Name or enclosing_function(made) is not None:
        return True
    word = re.compile(rb"(?<![\w.])%s\b(?!\s*=[^=])" % re.escape(target.id).encode())
    return any(word.search(unit.data) for unit in made.scope.module.units)


def _is_of_session(base: Any, change: Any) -> bool:
    """Say whether a list is what a session of the Agents SDK keeps: its ``add_items`` adds."""
    klass = class_of(base.scope) if _is_own(base) else None
    if klass is None or getattr(enclosing_function(change), "name", "") != "add_items":
        return False
    methods = {getattr(s, "name", "") for s in klass.body}
    if not methods >= {"get_items", "add_items", "pop_item", "clear_session"}:
        return False
    # ``get_items`` takes a limit of its own, which a run does not give.
    return not re.search(
        rf"{base.attr}\s*=|del\s+self|\[-|\bmax|limit|popleft|trim",
        place_of(enclosing_function(change)).text,
    )


def _is_own(base: Any) -> bool:
    return base.__class__ is ast.Attribute and getattr(base.value, "id", "") == "self"


def _is_kept_on(base: Any, change: Any) -> bool:
    """Say whether a function loads a list of turns by its name, adds to it and stores it."""
    function = enclosing_function(change)
    if base.__class__ is not ast.Name or function is None:
        return False
    loaded = any(
        b.how == "value"
        and (
            ((m := _call_of(b.value)) is not None and _LOADS.match(last_name(m.func)))
            or _is_of_document(b.value)
        )
        for b in base.scope.bindings.get(base.id, ())
    )
    if not loaded:
        return False
    names = {base.id, *_answers(base.id, function)}
    return any(
        node.__class__ is ast.Call
        and _STORES.match(last_name(node.func))
        and any(getattr(a, "id", "") in names for a in _given(node))
        for node in walk(function)
    )


def _is_given_part(base: Any, resolver: Resolver) -> bool:
    """Say whether what loads a list is a function of the project's that gives the last so many."""
    names = {
        last_name(call.func)
        for b in base.scope.bindings.get(base.id, ())
        if b.how == "value" and (call := _call_of(b.value)) is not None
    }
    return not names.isdisjoint(part_givers(resolver))


def _is_of_document(value: Any) -> bool:
    """Say whether a list is an entry of what a database gave: ``doc["messages"] if doc else []``.

    Also ``doc.get("messages", [])``, of ``doc = chats.find_one({"id": key})``.
    """
    taken = _taken_of(value)
    return taken is not None and _is_found(taken, 0)


def _taken_of(value: Any) -> Any:
    """Return what an expression takes an entry of, or None if it takes none."""
    value = value.body if value.__class__ is ast.IfExp else value
    value = value.values[0] if value.__class__ is ast.BoolOp else value
    if value.__class__ is ast.Subscript and value.slice.__class__ is ast.Constant:
        return value.value
    call = _call_of(value)
    fixed = call is not None and call.args and call.args[0].__class__ is ast.Constant
    if fixed and last_name(call.func) == "get" and call.func.__class__ is ast.Attribute:
        return call.func.value
    return None


def _is_found(value: Any, depth: int) -> bool:
    """Say whether a document is what a database was asked for, or in its answer: ``["Item"]``."""
    made = _call_of(value)
    if made is not None and _FINDS.match(last_name(made.func)):
        return True
    taken = _taken_of(value)
    if depth < _ENTRIES and taken is not None:
        return _is_found(taken, depth + 1)
    return (
        value.__class__ is ast.Name
        and depth < _ENTRIES
        and any(
            _is_found(b.value, depth + 1)
            for b in value.scope.bindings.get(value.id, ())
            if b.how == "value" and b.value is not None
        )
    )


def _given(call: ast.Call) -> Iterator[Any]:
    """Yield what a call is given, also in a dictionary: ``{"$set": {"messages": turns}}``."""
    given = [*call.args, *(k.value for k in call.keywords)]
    while given:
        each = given.pop()
        if each.__class__ is ast.Dict:
            given += each.values
        else:
            yield each


def _answers(name: str, function: Any) -> set[str]:
    """Return what a model that was asked with a list gave back: ``reply, talk = llm.ask(talk)``."""
    return {
        inner.id
        for node in walk(function)
        if node.__class__ is ast.Assign and _asks_with(node.value, name)
        for target in node.targets
        for inner in walk(target)
        if inner.__class__ is ast.Name
    }


def _asks_with(value: Any, name: str) -> bool:
    call = value.value if value.__class__ is ast.Await else value
    if call.__class__ is not ast.Call or not any(getattr(a, "id", "") == name for a in call.args):
        return False
    called = f"{place_of(call.func).text}("
    return (_ASKS.match(called) or _ASKED.match(called)) is not None


def _is_handed_to_model(base: Any, change: Any) -> bool:
    """Say whether a person's turn joins a list that a model out of sight is asked with."""
    function = enclosing_function(change)
    return (
        base.__class__ is ast.Name
        and function is not None
        and adds_user(change)
        and any(node.__class__ is ast.Call and _asks_with(node, base.id) for node in walk(function))
    )


def _call_of(value: Any) -> Any:
    while value.__class__ in (ast.Await, ast.BoolOp):
        value = value.value if value.__class__ is ast.Await else value.values[0]
    return value if value.__class__ is ast.Call else None


def _told_of(klass: Any, told: Iterable[GrowingHistory]) -> bool:
    whole = place_of(klass)
    return any(
        fact.place.unit is whole.unit and whole.start <= fact.place.start < whole.end
        for fact in told
    )


def _told(node: Any, name: str) -> GrowingHistory:
    return GrowingHistory(place=place_of(node), confidence=Confidence.MEDIUM, name=name)


def _is_turn(change: Any) -> bool:
    """Say whether what is added is a turn: ``{"role": …}``, ``(question, answer)``, a message."""
    given = change.args[:1] if change.__class__ is ast.Call else []
    return any(
        (g.__class__ is ast.Tuple and len(g.elts) == 2)
        or any(n.__class__ is ast.Constant and n.value in ("role", "user") for n in walk(g))
        or (g.__class__ is ast.Call and place_of(g.func).text.endswith("Message"))
        for g in given
    )


def _is_asked_with(klass: Any, name: str) -> bool:
    """Say whether a method that asks a model reads the object's list."""
    for function in klass.body:
        if function.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef):
            continue
        if _ASKS.search(place_of(function).text) and any(
            n.__class__ is ast.Attribute and n.attr == name and _is_read(n) for n in walk(function)
        ):
            return True
    return False


def _is_read(node: ast.Attribute) -> bool:
    """Say whether a list is read for what it holds, and not to count, change or give it back."""
    parent: Any = node.parent
    if node.ctx.__class__ is not ast.Load or parent.__class__ is ast.Return:
        return False
    if parent.__class__ is ast.Attribute:
        return parent.attr not in _CHANGES
    if parent.__class__ in (
        ast.If,
        ast.UnaryOp,
        ast.Compare,
        ast.BoolOp,
        ast.IfExp,
        ast.FormattedValue,
    ):
        return False
    function = parent.func if parent.__class__ is ast.Call else None
    return getattr(function, "id", "") not in ("len", "bool", "print", "str")
