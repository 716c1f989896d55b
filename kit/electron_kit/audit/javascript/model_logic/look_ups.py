"""Look-ups of a model in a table that stands elsewhere: what `electron` is not found in.

The table is told where it stands, and each function that looks a name up in it as well: what
becomes of a name that is not there is decided by that function.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from ...facts import Fact, ModelLogic
from ...model_names import is_text_model
from ..index import Module
from ..not_asked import is_of_labels
from ..positions import shortened
from ..relayed import Relayed
from ..resolve import Resolver
from ..scopes import FUNCTIONS
from ..syntax import Node, string_value
from ..test_files import is_test
from ..written import first_argument

_MODEL = re.compile(r"(?i)model|engine|llm|deployment|gpt")
# What is looked up to be shown to people.
_SHOWN = re.compile(r"^\s*\??\.(?:displayN|n)ame\b|^\s*\??\.(?:label|title|description)\b")
# In bytes: how a look-up goes on.
_NEXT = 40


class LookUps:
    """Knows a project's tables of models, and where they are looked up.

    Args:
        resolver: The project's resolver.
        relayed: Which tables are another vendor's.
        keyed: Tables by the members of enumerations.
    """

    def __init__(self, resolver: Resolver, relayed: Relayed, keyed: Iterable[Node]) -> None:
        """Collect nothing yet."""
        self.resolver = resolver
        self.relayed = relayed
        self._keyed = keyed

    def facts(self, module: Module) -> Iterator[Fact]:
        """Yield the look-ups of a file, the first of each function in each table.

        Args:
            module: The file.
        """
        if not self._tables or is_test(module):
            return
        told: set[tuple[int, int]] = set()
        for node, owner, key in sorted(_look_ups(module), key=lambda found: found[0].start):
            if key.kind == "string" or _MODEL.search(key.text[:60]) is None:
                continue
            function = _function(node)
            for item in self.resolver.of(owner):
                table = self._tables.get(id(item.node))
                if table is None or _function(table) is function:
                    continue
                once = (id(function), id(table))
                if once in told or _is_own(node, owner) or _is_shown(node, key):
                    continue
                told.add(once)
                yield ModelLogic(place=node.place, how="looks up", detail=shortened(node.text))
                break

    @cached_property
    def _tables(self) -> dict[int, Node]:
        """The tables, by the ids of what they are written as."""
        found = {id(table): table for table in self._keyed}
        for module in self.resolver.project.modules:
            for node in module.strings:
                if not is_text_model(string_value(node) or ""):
                    continue
                table = _table_of(node)
                if table is not None and not is_of_labels(table):
                    found[id(table)] = table
        return {at: table for at, table in found.items() if not self.relayed.has_table(table)}


def _table_of(key: Node) -> Node | None:
    """Return the object or the ``new Map([[…]])`` that a text is a key of."""
    pair = key.parent
    if pair is not None and pair.kind == "pair" and key.field == "key":
        return pair.parent
    rows = pair.parent if pair is not None and pair.kind == "array" else None
    if pair is None or rows is None or rows.kind != "array" or pair.children[0] is not key:
        return None
    return rows.parent.parent if rows.parent is not None else None


def _look_ups(module: Module) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what asks a table for a key: the expression, the table, the key."""
    for node in module.nodes.get("subscript_expression", ()):
        owner, key = node.get("object"), node.get("index")
        if owner is not None and key is not None and not _is_set(node):
            yield node, owner, key
    for name in ("get", "has"):
        for call in module.calls.get(name, ()):
            callee, argument = call.get("function"), first_argument(call)
            owner = callee.get("object") if callee is not None else None
            if owner is not None and argument is not None:
                yield call, owner, argument
    for node in module.nodes.get("binary_expression", ()):
        operator, key, owner = node.get("operator"), node.get("left"), node.get("right")
        asks = operator is not None and operator.text == "in"
        if asks and owner is not None and key is not None:
            yield node, owner, key


def _is_set(node: Node) -> bool:
    parent = node.parent
    sets = parent is not None and parent.kind in (
        "assignment_expression",
        "augmented_assignment_expression",
    )
    return sets and node.field == "left"


def _function(node: Node) -> Node | None:
    return next((above for above in node.up() if above.kind in FUNCTIONS), None)


def _is_own(node: Node, owner: Node) -> bool:
    """Say whether a key comes out of the table itself: ``Object.keys(T).map((m) => T[m])``."""
    keys = re.compile(rf"Object\.(?:keys|entries)\(\s*{re.escape(owner.text)}\b")
    for above in node.up():
        if above.kind == "for_in_statement":
            right = above.get("right")
            if right is not None and (right.text == owner.text or keys.search(right.text)):
                return True
        if above.kind == "call_expression":
            callee = above.get("function")
            if callee is not None and keys.search(callee.text[:200]):
                return True
    return False


def _is_shown(node: Node, key: Node) -> bool:
    """Say whether a look-up is for how a model is called: ``NAMES[model] ?? model``."""
    data = node.module.unit.data
    if _SHOWN.match(data[node.end : node.end + _NEXT].decode("utf-8", "replace")):
        return True
    either = node.parent
    other = (
        either.get("right") if either is not None and either.kind == "binary_expression" else None
    )
    return other is not None and other is not node and other.text == key.text
