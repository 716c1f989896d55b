"""What a program keeps its state in: stores, reducers, the session of a bot."""

from __future__ import annotations

import re

from .index import Module
from .scopes import FUNCTIONS
from .syntax import Node
from .written import bare, last_name

_STORES = re.compile(
    rb"createSlice|createReducer|createStore|configureStore|useReducer|defineStore|zustand|"
    rb"createContext|action\.type|immer|valtio|mobx|createSignal|setState\(|\bset\(|writable\(|"
    rb"Reducer\b|\batom\("
)
_GIVES_STORE = re.compile(
    r"^use[A-Z]|^getState$|^inject$|^storeToRefs$|^toRefs$|^proxy$|^useSnapshot$"
)
# What keeps a value for a page from one drawing to the next, or gives what is kept.
_OF_PAGE = re.compile(
    r"(?:use(?:State|Ref|Memo|\w*(?:Store|Context|Selector|Atom|Storage))|ref|shallowRef|reactive|"
    r"\$state|signal)$"
)
_PART = re.compile(r"\.(?:slice|splice)\(")


def has_store(module: Module) -> bool:
    """Say whether a file makes a store or sets a state.

    Args:
        module: The file.
    """
    return _STORES.search(module.unit.data) is not None


def is_state(root: Node, change: Node) -> bool:
    """Say whether a parameter is a store's state, or the context of a bot with a session.

    Args:
        root: The parameter's name.
        change: What makes a list in it longer.
    """
    if re.match(r"(?i)(?:state|draft|s|session|ctx|store|prev\w*)$", root.text) is None:
        return False
    return has_store(change.module) or "session" in change.text


def is_of_page(base: Node) -> bool:
    """Say whether a list is kept for a page from one drawing to the next.

    Args:
        base: The list's name, or a member: ``messages``, ``talk.messages``.
    """
    root = base
    while root.kind == "member_expression":
        owner = root.get("object")
        if owner is None:
            return False
        root = bare(owner)
    for binding in (root.scope.find(root.text) or ()) if root.scope is not None else ():
        made = bare(binding.node) if binding.how == "value" and binding.node is not None else None
        callee = made.get("function") if made is not None else None
        if callee is None or made is None or _OF_PAGE.match(last_name(callee)) is None:
            continue
        if last_name(callee) != "useMemo" or _PART.search(made.text) is None:
            return True
    return False


def is_store(node: Node, depth: int = 0) -> bool:
    """Say whether an expression is a store, its state or a context: ``useTalk.getState()``.

    Args:
        node: The expression.
        depth: How many names lie between it and the one that was asked for.
    """
    node = bare(node)
    if node.kind == "call_expression":
        callee = node.get("function")
        owner = callee.get("object") if callee is not None else None
        if callee is not None and owner is not None and last_name(callee) in ("find", "filter"):
            return is_store(owner, depth)
        return callee is not None and _GIVES_STORE.search(last_name(callee)) is not None
    if node.kind == "subscript_expression":
        owner = node.get("object")
        return owner is not None and is_store(owner, depth)
    if node.kind == "member_expression":
        owner = node.get("object")
        return last_name(node) in ("state", "$state") or (
            owner is not None and is_store(owner, depth)
        )
    if node.kind != "identifier" or node.scope is None or depth > 3:
        return False
    return any(
        (b.how == "value" and b.node is not None and is_store(b.node, depth + 1))
        or (b.how == "param" and re.match(r"(?:state|store|prev\w*|s)$", node.text) is not None)
        for b in (node.scope.find(node.text) or ())[:4]
    )


def selected(function: Node) -> str:
    """Return what a selector takes of a store: ``(state) => state.chat.messages``.

    Args:
        function: The selector.
    """
    if function.kind not in FUNCTIONS:
        return ""
    body = function.get("body")
    inner = bare(body) if body is not None else None
    while inner is not None and inner.kind == "binary_expression":
        left = inner.get("left")
        inner = bare(left) if left is not None else None
    return last_name(inner) if inner is not None and inner.kind == "member_expression" else ""
