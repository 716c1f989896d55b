"""LangChain's chains with a history for each session, which only grows (B06).

``RunnableWithMessageHistory(chain, history_of)`` puts all that a session's history keeps before
what is said, and adds to it what was said and answered. It is told where the chain gets it, for
there it would be cut.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, GrowingHistory
from .history_bounds import shortened
from .index import Module
from .resolve.resolver import Resolver
from .tree import ancestors, enclosing_function, last_name, place_of, walk
from .turns import counted

_CHAIN = "RunnableWithMessageHistory"
# These forget when nothing holds them any more.
_IN_MEMORY = ("InMemoryChatMessageHistory", "ChatMessageHistory", "InMemoryHistory")
_ASKING = ("invoke", "ainvoke", "stream", "astream", "astream_events")
# ``MessagesPlaceholder("past", n_messages=6)``
_SO_MANY = b"n_messages="
_OPENAI = (b"OpenAI(", b"init_chat_model(")
_OTHERS = re.compile(
    rb"ChatGroq|ChatAnthropic|ChatOllama|ChatMistral|ChatGoogle|ChatVertex|ChatBedrock|ChatCohere|"
    rb"ChatDeepSeek|ChatHuggingFace|ChatXAI|langchain_(?:groq|anthropic|ollama|google|mistral|aws)"
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def session_histories(resolver: Resolver) -> Iterator[GrowingHistory]:
    """Yield the chains that are given a history which nothing shortens, as often as people ask.

    Args:
        resolver: The project's resolver.
    """
    modules = [m for m in resolver.project.modules if not m.is_test]
    keepers = [m for m in modules if any(b"MessageHistory" in u.data for u in m.units)]
    for module in keepers:
        for call in module.calls.get(_CHAIN, ()):
            if shortened("messages", keepers, call) or not _is_kept(call, resolver):
                continue
            if _of_another(module) or any(_SO_MANY in u.data for m in keepers for u in m.units):
                continue
            if any(_is_said(each, resolver) for each in _asked(call, modules, resolver)):
                # Never sure: what bounds it may be out of sight.
                yield GrowingHistory(
                    place=place_of(call), confidence=Confidence.MEDIUM, name="messages"
                )


def _of_another(module: Module) -> bool:
    """Say whether a file's models are other vendors'."""
    return any(_OTHERS.search(unit.data) for unit in module.units) and not any(
        mark in unit.data for unit in module.units for mark in _OPENAI
    )


def _is_kept(call: ast.Call, resolver: Resolver) -> bool:
    """Say whether what gives a session's history gives one that is there at the next turn."""
    given = [k.value for k in call.keywords if k.arg == "get_session_history"] or call.args[1:2]
    functions = [given[0]] if given and given[0].__class__ is ast.Lambda else []
    functions += [o.node for each in given for o in resolver.of(each) if o.kind == "func"]
    return any(not _is_fresh(value, f) for f in functions for value in _returned(f))


def _returned(function: Any) -> list[Any]:
    if function.__class__ is ast.Lambda:
        return [function.body]
    return [
        node.value
        for node in walk(function)
        if node.__class__ is ast.Return
        and node.value is not None
        and enclosing_function(node) is function
    ]


def _is_fresh(value: Any, function: Any) -> bool:
    """Say whether a history is made for one question: ``return ChatMessageHistory()``."""
    if value.__class__ is ast.Call:
        return last_name(value.func) in _IN_MEMORY
    if value.__class__ is not ast.Name or function.__class__ not in _FUNCTIONS:
        return False
    bound = [b.value for b in function.inner.bindings.get(value.id, ()) if b.how == "value"]
    return (
        bool(bound)
        and all(
            each.__class__ is ast.Call
            and last_name(each.func) in _IN_MEMORY
            # ``store[key] = past = ChatMessageHistory()``
            and getattr(each.parent, "targets", [None])[1:] == []
            and not _is_stored(value.id, function)
            for each in bound
        )
    )


def _is_stored(name: str, function: Any) -> bool:
    return any(
        node.__class__ is ast.Assign
        and getattr(node.value, "id", None) == name
        and any(t.__class__ is not ast.Name for t in node.targets)
        for node in walk(function)
    )


def _asked(call: ast.Call, modules: list[Module], resolver: Resolver) -> list[ast.Call]:
    """Return the calls that ask a chain; where none is known for it, its file's unknown ones."""
    known, unknown = [], []
    for module in modules:
        for name in _ASKING:
            for each in module.calls.get(name, ()):
                if each.func.__class__ is not ast.Attribute:
                    continue
                made = [o.node for o in resolver.of(each.func.value) if o.kind == "made"]
                if any(node is call for node in made):
                    known.append(each)
                elif not made and module is call.scope.module:
                    unknown.append(each)
    return known or unknown


def _is_said(asked: ast.Call, resolver: Resolver) -> bool:
    """Say whether a person may say as much as they like: no script's own words, and no list's."""
    given = next(iter(asked.args), None)
    if given is None:
        return False
    loop: Any = None
    child: Any = asked
    for parent in ancestors(asked):
        if parent.__class__ is ast.For and child is not parent.iter:
            return False
        if parent.__class__ is ast.While and loop is None:
            loop = parent
        if parent.__class__ in (*_FUNCTIONS, ast.Lambda):
            break
        child = parent
    if enclosing_function(asked) is None and (loop is None or counted(loop, resolver)):
        # A page runs again at every event.
        if not any(b"session_state" in unit.data for unit in asked.scope.module.units):
            return False
    said = given.values if given.__class__ is ast.Dict else [given]
    return any(
        not (values := resolver.of(each)) or any(o.kind != "const" for o in values) for each in said
    )
