"""Tables that are looked up by a model's name: dictionaries, lists of records."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ..index import Module
from ..kept_arguments import COUNTER
from ..tree import ancestors, dotted, enclosing_function, last_name, place_of
from .names import is_model_like, is_model_name

# A dictionary that is called otherwise is a table of models only if one is looked up in it.
TABLE = re.compile(
    r"(?i)model|price|pricing|cost|token|limit|context|window|encod|engine|llm|deploy|rate|max|capab|suppor|avail|catalog|registry"
)


_LABELS = re.compile(r"(?i)(?:display|friendly|pretty|readable)_?names?$|labels?$|titles?$")


def tables(module: Module) -> Iterator[Fact]:
    """Yield dictionaries whose keys are model names."""
    told: set[int] = set()
    for node in module.nodes[ast.Dict]:
        if is_table(node):
            whole = _by_vendor(node) or node
            if id(whole) not in told:
                told.add(id(whole))
                yield ModelLogic(place=place_of(whole), how="looks up", detail=name_of(whole))


def _by_vendor(node: ast.Dict) -> ast.Dict | None:
    """Return the table that has one for each vendor: ``PRICES = {"openai": {"gpt-…": …}, …}``."""
    outer: Any = node.parent
    if outer.__class__ is not ast.Dict or not any(value is node for value in outer.values):
        return None
    alike = all(value.__class__ is ast.Dict for value in outer.values)
    return outer if alike and TABLE.search(name_of(outer)) else None


def is_table(node: ast.Dict) -> bool:
    """Say whether a dictionary is one of models by their names, and in no other such one.

    Args:
        node: The dictionary.
    """
    if not any(is_model_name(key) for key in node.keys) or gives_models(node):
        return False
    if any(
        x.__class__ is ast.Dict and any(is_model_name(k) for k in x.keys) for x in ancestors(node)
    ):
        return False
    name, scope = name_of(node), node.scope
    if _LABELS.search(name) and all(
        isinstance(getattr(v, "value", None), str) for v in node.values
    ):
        # How people call a model: what is not in it is shown as it is.
        return False
    return not name or TABLE.search(name) is not None or _looked_up(scope.module, name)


def gives_models(node: ast.Dict) -> bool:
    """Say whether a dictionary gives models for what they are called: ``{"gpt-4o": "gpt-4o-…"}``.

    What it gives is asked for; what decides is who looks a name up in it.

    Args:
        node: The dictionary.
    """
    if COUNTER.search(getattr(enclosing_function(node), "name", "")):
        # Where tokens are counted nothing is asked.
        return False
    texts = [getattr(value, "value", None) for value in node.values]
    plain = all(isinstance(text, str) and " " not in text for text in texts)
    return plain and any(is_model_name(value) for value in node.values)


def records(names: list[Any]) -> Iterator[Fact]:
    """Yield lists of records, each made with a model's name: a table in another form."""
    seen: set[int] = set()
    for node in names:
        call = node.parent
        if call.__class__ is not ast.Call or node not in call.args:
            continue
        holder = call.parent
        if holder.__class__ not in (ast.List, ast.Tuple) or id(holder) in seen:
            continue
        seen.add(id(holder))
        makers = [
            e
            for e in holder.elts
            if e.__class__ is ast.Call and any(is_model_name(a) for a in e.args)
        ]
        if len(makers) > 1 and last_name(call.func)[:1].isupper():
            yield ModelLogic(place=place_of(holder), how="looks up", detail=last_name(call.func))


def _looked_up(module: Module, name: str) -> bool:
    """Say whether a table is read by something that is called like a model."""
    last = name.rpartition(".")[2]
    for node in module.nodes[ast.Subscript]:
        if (
            last_name(node.value) == last
            and node.slice.__class__ is not ast.Constant
            and is_model_like(node.slice)
        ):
            return True
    for call in module.calls.get("get", ()):
        if (
            call.func.__class__ is ast.Attribute
            and last_name(call.func.value) == last
            and call.args
        ):
            if is_model_like(call.args[0]):
                return True
    return False


def name_of(node: Any) -> str:
    """Return what a display is assigned to; empty if it is not."""
    parent = node.parent
    if parent.__class__ is ast.Assign:
        return dotted(parent.targets[0])
    if parent.__class__ is ast.AnnAssign:
        return dotted(parent.target)
    return ""
