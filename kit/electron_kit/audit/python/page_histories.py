"""Conversations that a page keeps and hands to its function with every turn: gradio's chats.

``gr.ChatInterface(chat)`` calls ``chat(message, history)`` with all that was said on the page, and
``box.submit(chat, [box, board], [box, board])`` with what its board shows; the function joins it
to the messages of its request.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ..facts import Confidence, GrowingHistory, Place
from .history_bounds import shortened
from .history_lives import EVENTS
from .resolve.resolver import Resolver
from .tree import ancestors, enclosing_function, last_name, place_of, walk

_ANY_USER = re.compile(r"""["']user["']""")


def page_histories(resolver: Resolver) -> Iterator[tuple[Place, GrowingHistory]]:
    """Yield the functions of chats that send all that the page has kept, and where they join it.

    Args:
        resolver: The project's resolver.
    """
    seen: set[tuple[int, int]] = set()
    for given, at in _handed(resolver):
        for item in resolver.of(given):
            function = item.node
            if item.kind != "func" or not hasattr(function, "name"):
                continue
            if (id(function), at) in seen:
                continue
            seen.add((id(function), at))
            joined = _joined(function, at)
            if joined is not None and not shortened(joined.id, [function.scope.module], joined):
                # Never sure: what bounds it may be out of sight.
                yield (
                    place_of(function),
                    GrowingHistory(
                        place=place_of(_turn(joined, function)),
                        confidence=Confidence.MEDIUM,
                        name=joined.id,
                    ),
                )


def _handed(resolver: Resolver) -> Iterator[tuple[Any, int]]:
    """Yield what pages call with their talk, and which of its parameters gets that."""
    for module in resolver.project.modules:
        for page in module.calls.get("ChatInterface", ()):
            if given := _given(page, 0, "fn"):
                yield given, 1
        for event in EVENTS if module.calls.get("Chatbot") else ():
            for call in module.calls.get(event, ()):
                function, inputs = _given(call, 0, "fn"), _given(call, 1, "inputs")
                outputs = _given(call, 2, "outputs")
                if function is None or outputs is None or inputs.__class__ is not ast.List:
                    continue
                # What an event sets again is kept; what it only reads may be any box.
                kept = {n.id for n in walk(outputs) if n.__class__ is ast.Name}
                for at, one in enumerate(inputs.elts):
                    if one.__class__ is ast.Name and one.id in kept and _is_board(one, resolver):
                        yield function, at


def _given(call: ast.Call, at: int, name: str) -> Any:
    named = (k.value for k in call.keywords if k.arg == name)
    return next(named, call.args[at] if len(call.args) > at else None)


def _is_board(node: Any, resolver: Resolver) -> bool:
    return any(
        item.kind == "made" and item.name.rpartition(".")[2] in ("Chatbot", "State")
        for item in resolver.of(node)
    )


def _joined(function: Any, at: int) -> Any:
    """Return the history where it joins the messages of a function: ``[…] + history + […]``.

    Also ``for human, assistant in history: messages.append(…)``, and a comprehension of it.

    Args:
        function: What the page calls.
        at: Which of its parameters, counted from 0 after ``self``, gets the talk.
    """
    parameters = [*function.args.posonlyargs, *function.args.args]
    parameters = parameters[1:] if parameters and parameters[0].arg == "self" else parameters
    name = parameters[at].arg if len(parameters) > at else ""
    for node in walk(function):
        if node.__class__ is not ast.Name or node.id != name or node.ctx.__class__ is not ast.Load:
            continue
        whole: Any = node.parent
        kind = whole.__class__
        gone_through = kind in (ast.For, ast.comprehension) and whole.iter is node
        if kind is ast.Starred or (kind is ast.comprehension and gone_through):
            whole = whole.parent
        elif kind is not ast.BinOp and not (gone_through and _appends(whole)):
            continue
        while whole.parent.__class__ is ast.BinOp:
            whole = whole.parent
        if whole.parent.__class__ is ast.Assign and last_name(whole.parent.targets[0]) == name:
            continue  # it is put into another form first
        if any(each.__class__ is ast.Return for each in ancestors(whole)):
            continue  # it goes back to the page
        told = any(n.__class__ is ast.Constant and n.value == "role" for n in walk(whole))
        if told and enclosing_function(node) is function:
            return node
    return None


def _appends(loop: ast.For) -> bool:
    return any(
        node.__class__ is ast.Call and last_name(node.func) == "append" for node in walk(loop)
    )


def _turn(joined: Any, function: Any) -> Any:
    """Return where the person's turn is put behind what was joined, or that itself.

    Args:
        joined: The history's name where it joins the messages.
        function: The page's function.
    """
    for call in walk(function):
        if call.__class__ is not ast.Call or call.lineno <= joined.lineno:
            continue
        added = call.args[0] if call.args and last_name(call.func) == "append" else None
        outside = not any(each.__class__ is ast.For for each in ancestors(call))
        if added.__class__ is ast.Dict and outside and _ANY_USER.search(place_of(added).text):
            return call
    return joined
