"""Tests of a model's name against prefixes that are written elsewhere: in a tuple, a table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...facts import Fact, ModelLogic
from ...model_names import is_openai_model, is_text_model
from ..index import Module
from ..resolve.resolver import Resolver
from ..tree import place_of
from .branches import PREFIX, chain, is_called_otherwise, surely
from .choices import only_member_of
from .names import is_model_like, is_one_model
from .tables import is_table

# What is no whole name of a model, or too short to be one alone.
_BEGINNING = re.compile(r"[-/]$|^(?:o\d|gpt|chatgpt|gpt-\d)$")
_HELD = frozenset({ast.Name, ast.Attribute, ast.Subscript, ast.Call})
# A table of prefixes is short: what is longer holds something else.
_MOST = 40


def held_prefixes(
    module: Module, resolver: Resolver, held_in: set[int], seen: set[int]
) -> Iterator[Fact]:
    """Yield tests against prefixes that a name holds: ``model.startswith(PREFIXES)``.

    ``any(model.startswith(p) for p in FAMILIES["reasoning"])`` is one too.

    Args:
        module: The module.
        resolver: The project's resolver.
        held_in: Takes the tuples and lists whose tests are reported.
        seen: The tests that are told already, by what counts as one test.
    """
    for test, asked, subject in _asked(module):
        # Cheap, and first: most such tests are of something else.
        if asked.__class__ not in _HELD or is_one_model(asked):
            continue
        likely = is_model_like(subject)
        if not likely and is_called_otherwise(subject):
            continue
        texts, holders = _texts(asked, resolver)
        if not any(
            PREFIX.match(text)
            and (likely or surely(text, subject))
            and (is_text_model(text) or not is_openai_model(text))
            for text in texts
        ):
            continue
        if asked.__class__ is ast.Name and any(_is_choice(holder) for holder in holders):
            # The list of whole names is what is told.
            continue
        held_in.update(id(holder) for holder in holders)
        if id(chain(test)) not in seen:
            seen.add(id(chain(test)))
            detail = place_of(test).text[:60].split("\n")[0]
            yield ModelLogic(place=place_of(test), how="branches on", detail=detail)


def _asked(module: Module) -> Iterator[tuple[Any, Any, Any]]:
    """Yield tests of texts: the test, what is asked for, and what is asked."""
    for name in ("startswith", "endswith"):
        for call in module.calls.get(name, ()):
            if len(call.args) == 1 and call.func.__class__ is ast.Attribute:
                yield call, call.args[0], call.func.value
    for node in module.nodes[ast.Compare]:
        # ``part in model``: where it is the other way round, the list is what is reported.
        if len(node.ops) == 1 and node.ops[0].__class__ in (ast.In, ast.NotIn):
            right = node.comparators[0]
            if node.left.__class__ is ast.Name and is_one_model(right):
                yield node, node.left, right


def _texts(asked: Any, resolver: Resolver) -> tuple[list[str], list[Any]]:
    """Return the texts that an expression may be or hold, and the lists that hold them."""
    texts, holders = [], []
    for item in resolver.of(asked):
        if item.kind == "list":
            holders.append(item.node)
            inner = [o for e in resolver.elements(item)[:_MOST] for o in resolver.of(e)]
        else:
            inner = [] if _is_key(item.node) else [item]
        texts += [o.data for o in inner if o.kind == "const" and isinstance(o.data, str)]
        holders += [o.node.parent for o in inner if o.kind == "const" and hasattr(o.node, "parent")]
    return texts, holders


def _is_choice(holder: Any) -> bool:
    """Say whether a list is there for its members to be looked for in a model's name."""
    lists = (ast.List, ast.Tuple, ast.Set)
    return (
        holder.__class__ in lists
        and only_member_of(holder)
        and not any(_BEGINNING.search(str(getattr(e, "value", ""))) for e in holder.elts)
    )


def _is_key(node: Any) -> bool:
    """Say whether a text is a table's key: the table is reported, and so is no loop over it."""
    parent = getattr(node, "parent", None)
    if parent.__class__ is not ast.Dict or not any(node is key for key in parent.keys):
        return False
    # One of the beginnings of names alone is no table: its test is what is told.
    return is_table(parent)
