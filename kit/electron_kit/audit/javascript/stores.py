"""What a program keeps its state in: stores, reducers, the session of a bot."""

from __future__ import annotations

import re

from .index import Module
from .syntax import Node

_STORES = re.compile(
    rb"createSlice|createReducer|createStore|configureStore|useReducer|defineStore|zustand|"
    rb"createContext|action\.type|immer|valtio|mobx|createSignal|setState\(|\bset\(|writable\(|"
    rb"Reducer\b|\batom\("
)


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
