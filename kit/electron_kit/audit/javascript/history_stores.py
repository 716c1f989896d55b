"""Stores that keep lists of turns: a state that is set anew, a map's values, entries of records."""

from __future__ import annotations

import re

from .kept_histories import bounded
from .repeats import function_of
from .scopes import FUNCTIONS
from .syntax import Node
from .written import bare, last_name


def of_store(name: Node, array: Node) -> bool:
    """Say whether a list of a store is set anew: ``set({ turns: [...get().turns, x] })``."""
    owner = name.get("object") if name.kind == "member_expression" else None
    callee = (
        owner.get("function") if owner is not None and owner.kind == "call_expression" else None
    )
    function = function_of(array)
    if callee is None or function is None or last_name(callee) not in ("get", "getState"):
        return False
    turns = re.escape(last_name(name))
    again = re.search(rf"\bset(?:State)?\([^;]*\b{turns}\b", function.text) is not None
    return again and not bounded(last_name(name), array)


def of_kept_object(pair: Node) -> bool:
    """Say whether a list belongs to an object that a map keeps: ``talks.set(id, talk)``."""
    for above in pair.up():
        if above.kind in FUNCTIONS:
            return False
        if above.kind == "variable_declarator":
            name = above.get("name")
            word = re.escape(name.text) if name is not None else "$"
            data = above.module.unit.data.decode("utf-8", "replace")
            return re.search(rf"\.set\([^;{{]*\b{word}\s*\)|\]\s*=\s*{word}\b", data) is not None
        callee = above.get("function") if above.kind == "call_expression" else None
        if callee is not None and last_name(callee) == "set":
            return True
    return False


def store_of(value: Node) -> Node | None:
    """Return what a list is taken from by a key that is not fixed."""
    if value.kind == "subscript_expression":
        index = value.get("index")
        return value.get("object") if index is not None and index.kind != "number" else None
    if value.kind == "call_expression":
        callee = value.get("function")
        kept = callee is not None and callee.kind == "member_expression"
        return (
            callee.get("object")
            if callee is not None and kept and last_name(callee) == "get"
            else None
        )
    if value.kind not in ("identifier", "shorthand_property_identifier") or value.scope is None:
        return None
    for binding in (value.scope.find(value.text) or ())[:4]:
        node = bare(binding.node) if binding.node is not None and binding.how == "value" else None
        while node is not None and node.kind == "binary_expression":
            left = node.get("left")
            node = bare(left) if left is not None else None
        if node is None or binding.path:
            continue
        if node.kind == "subscript_expression":
            return store_of(node)
        callee = node.get("function") if node.kind == "call_expression" else None
        if callee is not None and callee.kind == "member_expression" and last_name(callee) == "get":
            return callee.get("object")
    return None
