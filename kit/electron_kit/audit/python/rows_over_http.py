"""Turns that a service keeps behind an address: read with ``get``, added to with ``post``.

``requests.get(f"{BASE}/chat_history", params=…).json()`` gives what was posted there. Both are
known by the last word of the address.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from .tree import last_name, place_of, walk

_TURNS = re.compile(r"(?i)messag|histor|convers|chat|turn|dialog|memor")
_WORD = re.compile(r"/(\w+)/?(?:\?[^/]*)?$")
_WORDS = {"role", "content", "sender", "text", "message", "is_user", "author"}


def read_from(call: ast.Call) -> tuple[str, str] | None:
    """Return the address's word that a call reads turns from, and how it is asked; or None.

    Args:
        call: Such as ``requests.get(url).json()``.
    """
    if last_name(call.func) != "json" or call.func.__class__ is not ast.Attribute:
        return None
    for asked in _values(call.func.value):
        if asked.__class__ is ast.Call and last_name(asked.func) == "get":
            word = _word(asked)
            if word is not None:
                given = [*asked.args, *(k.value for k in asked.keywords)]
                said = [place_of(v).text[:600] for each in given for v in _values(each)]
                return word, "\n".join([place_of(asked).text, *said])
    return None


def posted_to(call: ast.Call) -> Iterator[str]:
    """Yield the address's word that a turn is posted to.

    Args:
        call: A call of ``post``.
    """
    word = _word(call)
    given = [k.value for k in call.keywords if k.arg in ("json", "data")]
    bodies = [value for each in given for value in _values(each)]
    if word is not None and any(map(_is_turn, bodies)):
        yield word


def _word(call: ast.Call) -> str | None:
    """Return the last word of an address that turns are kept behind."""
    named = [k.value for k in call.keywords if k.arg == "url"]
    for address in [*call.args[:1], *named]:
        for value in _values(address):
            found = _WORD.search(_text(value))
            if found is not None and _TURNS.search(found[1]):
                return found[1]
    return None


def _text(value: Any) -> str:
    if value.__class__ is ast.JoinedStr:
        parts = [p.value if p.__class__ is ast.Constant else "{}" for p in value.values]
        return "".join(map(str, parts))
    if value.__class__ is ast.BinOp:
        return _text(value.right)
    text = value.value if value.__class__ is ast.Constant else ""
    return text if isinstance(text, str) else ""


def _values(node: Any) -> list[Any]:
    """Return an expression, or what its name is bound to."""
    while node.__class__ is ast.Await:
        node = node.value
    if node.__class__ is not ast.Name:
        return [node]
    scope = node.scope
    while node.id not in scope.bindings and scope.parent is not None:
        scope = scope.parent
    bound = [b.value for b in scope.bindings.get(node.id, ()) if b.how in ("value", "with")]
    return [b.value if b.__class__ is ast.Await else b for b in bound if b is not None]


def _is_turn(body: Any) -> bool:
    keys = {
        key.value
        for node in walk(body)
        if node.__class__ is ast.Dict
        for key in node.keys
        if key.__class__ is ast.Constant
    }
    return len(keys & _WORDS) > 1
