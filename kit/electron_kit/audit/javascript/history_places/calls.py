"""Lists that calls give: functions of the project, databases, stores, copies of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..history_bounds import TRIMS, gives_part, is_part
from ..stored_rows import rows_of
from ..stores import selected
from ..syntax import Node
from ..written import arguments, bare, first_argument, last_name
from .members import one_of

if TYPE_CHECKING:
    from .walk import Places

OWNERS = frozenset(
    {
        "map", "filter", "concat", "flatMap", "flat", "reverse", "toReversed", "sort", "toSorted",
        "slice", "splice", "toArray", "all", "exec", "lean", "json", "toJSON", "sortBy",
    }
)  # fmt: skip
GIVEN = frozenset(
    {
        "from", "structuredClone", "parse", "stringify", "values", "toRaw", "unref", "get",
        "convertToModelMessages", "convertToCoreMessages", "cloneDeep", "freeze", "useMemo",
        "snapshot",
    }
)  # fmt: skip
_GETS = re.compile(r"(?:get|load|read|fetch|hget|mget)(?:[A-Z]\w*)?$")
_FILES = re.compile(r"read(?:File|Json|JSON)(?:Sync)?$")


def of_call(places: Places, node: Node, depth: int, seen: set[int]) -> Iterator[tuple[Any, ...]]:
    """Yield what the list that a call gives is known by.

    Args:
        places: The walk.
        node: The call.
        depth: How many steps lie behind.
        seen: The expressions that were followed.
    """
    callee = node.get("function")
    if callee is None:
        given = first_argument(node)
        yield from places.follow(given, depth + 1, seen)
        return
    callee = bare(callee)
    name, owner = last_name(callee), callee.get("object")
    if is_part(node):
        return
    functions = [i.node for i in places.resolver.of(callee) if i.kind == "function"][:4]
    if functions:
        for function in functions:
            if gives_part(function):
                return
            yield ("call", id(function))
            yield from places.returns(function, depth, seen)
        return
    if not arguments(node) and callee.kind in ("identifier", "member_expression"):
        # A signal is read by a call of it.
        yield from places.follow(callee, depth + 1, seen)
    rows = rows_of(node)
    if rows is not None:
        if rows[0] != "part":
            yield rows
        return
    first = first_argument(node)
    picked = selected(first) if first is not None else ""
    if picked and name.startswith("use"):
        yield ("selected", picked)
        return
    if _FILES.match(name) and first is not None:
        # One of many files: the module that reads them all is no one of them.
        yield ("of", id(node.module), first.text)
        return
    if owner is not None and _GETS.match(name) and first is not None:
        yield from one_of(places, owner, depth, seen)
        return
    if TRIMS.search(name):
        return
    if owner is not None and name in OWNERS:
        yield from places.follow(owner, depth + 1, seen)
        if name == "concat":
            for given in arguments(node):
                yield from places.follow(given, depth + 1, seen)
    elif name in GIVEN or (owner is None and name[:2] == "to"):
        yield from places.follow(first, depth + 1, seen)
