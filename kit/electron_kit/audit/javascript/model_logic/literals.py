"""What a model's name decides by its place: a comparison, a case, a key, a type, a list."""

from __future__ import annotations

import re

from ...facts import Fact, ModelLogic, Place
from ..not_asked import are_models, is_of_labels, marks_a_choice
from ..positions import allowing, is_choice, is_offered, is_tested, outermost, shortened
from ..resolve import Resolver
from ..scopes import FUNCTIONS
from ..syntax import Node
from ..written import last_name
from .names import about_model

_EQUAL = frozenset({"===", "==", "!==", "!="})
_NOWHERE = frozenset({"import_statement", "export_statement", "expression_statement"})
# What an object is put into, and what stands between.
_WRAPPED = frozenset({"parenthesized_expression", "type_annotation"})
_HOLDERS = frozenset(
    {"variable_declarator", "pair", "public_field_definition", "field_definition",
     "assignment_expression", "property_signature"}
)  # fmt: skip
QUIET = frozenset(
    {
        "log", "error", "warn", "info", "debug", "describe", "it", "test", "toBe", "toEqual",
        "expect", "split",
        "t", "toContain", "toHaveBeenCalledWith", "replace", "join", "trace", "createElement",
        "setItem",
    }
)  # fmt: skip
"""Calls in which a name decides nothing: logs, tests, translations."""


class Literals:
    """Finds what is decided by the places of models' names.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with nothing reported."""
        self.resolver = resolver
        self._reported: set[int] = set()

    def of_literal(self, node: Node, text: str) -> list[Fact] | None:
        """Return what a literal's place decides by it; None if it is only kept there.

        Args:
            node: The literal.
            text: The model that it names.
        """
        parent = node.parent
        if parent is None or parent.kind in _NOWHERE:
            return []
        if parent.kind == "literal_type":
            holder = outermost(parent, "union_type")
            if any(n.kind == "predefined_type" for n in holder.walk()):
                # `"gpt-4o" | string` restricts to nothing.
                return []
            if not are_models([n for n in holder.walk() if n.kind == "string"]):
                return []
            return self._once(holder, "restricts to", holder)
        if parent.kind == "binary_expression":
            operator = parent.get("operator")
            if operator is not None and operator.text in _EQUAL:
                if marks_a_choice(parent):
                    return None
                return [_decides(parent.place, "branches on", parent.text)]
        if parent.kind == "switch_case" and node.field == "value":
            return self._case(node, parent, text)
        if node.field == "key" or parent.kind == "computed_property_name":
            return self._key(node, parent, text)
        if node.field == "index" and parent.kind == "subscript_expression":
            if _otherwise(parent):
                return []
            return [_decides(parent.place, "looks up", parent.text)]
        if parent.kind == "arguments" and _is_quiet(parent.parent):
            return []
        if parent.kind == "arguments" and (allowed := allowing(parent.parent)) is not None:
            return self._once(allowed, "restricts to", allowed)
        if (table := _mapped(node)) is not None:
            if id(table) in self._reported:
                return []
            self._reported.add(id(table))
            return [ModelLogic(place=head_of(table), how="looks up", detail=text)]
        return self._listed(parent) if parent.kind == "array" else None

    def _once(self, holder: Node, how: str, shown: Node) -> list[Fact]:
        """Return one fact for all names of a type, a list or a call."""
        if id(holder) in self._reported:
            return []
        self._reported.add(id(holder))
        return [_decides(shown.place, how, shown.text)]

    def _case(self, node: Node, case: Node, text: str) -> list[Fact]:
        switch = next((above for above in case.up() if above.kind == "switch_statement"), case)
        if id(switch) in self._reported:
            return []
        self._reported.add(id(switch))
        head = switch.get("value") or switch
        place = Place(node.module.unit, switch.start, head.end)
        return [ModelLogic(place=place, how="branches on", detail=f'case "{text}"')]

    def _key(self, node: Node, parent: Node, text: str) -> list[Fact]:
        tables = ("object", "object_type", "interface_body")
        table = next((above for above in node.up() if above.kind in tables), None)
        if table is None or id(table) in self._reported:
            return []
        self._reported.add(id(table))
        if is_of_labels(table):
            return []
        return [ModelLogic(place=head_of(table), how="looks up", detail=text)]

    def _listed(self, array: Node) -> list[Fact] | None:
        """Return what a list of names decides: what is allowed, or which way is taken."""
        holder = array.parent
        if holder is not None and holder.kind == "arguments":
            outer = holder.parent
            callee = outer.get("function") if outer is not None else None
            if outer is not None and callee is not None and callee.text.endswith(".enum"):
                named = are_models(array.children)
                return self._once(outer, "restricts to", outer) if named else []
        if not are_models(array.children):
            # One of several ways is called after a model; a command's words are handed on.
            kept = holder is not None and holder.kind != "arguments" and b"-" not in _heads(array)
            return [] if kept or is_offered(array) else None
        if is_offered(array) or is_choice(array, self.resolver.project.calls("enum")):
            return self._once(array, "restricts to", array)
        return self._once(array, "branches on", array) if is_tested(array) else None


def head_of(table: Node) -> Place:
    """Return where a table begins: ``const PRICES = {``, with comments or more between.

    Args:
        table: The object.
    """
    holder = table.parent
    while holder is not None and holder.kind in _WRAPPED:
        holder = holder.parent
    start = holder.start if holder is not None and holder.kind in _HOLDERS else table.start
    return Place(table.module.unit, start, table.start + 1)


def _heads(array: Node) -> bytes:
    """Return what the texts of an array begin with, one after the other."""
    data = array.module.unit.data
    return b"".join(data[n.start + 1 : n.start + 2] for n in array.children if n.kind == "string")


def _otherwise(entry: Node) -> bool:
    """Say whether an entry is what a look-up in its table falls back to: ``T[m] ?? T["a"]``.

    Also where a function that looks a name up in it gives the entry back: ``return T["a"]``.
    """
    at, owner = entry, entry.get("object")
    while at.parent is not None and at.parent.kind == "parenthesized_expression":
        at = at.parent
    choice = at.parent
    if owner is not None and choice is not None and choice.kind == "return_statement":
        function = next((above for above in choice.up() if above.kind in FUNCTIONS), choice)
        looked_up = rf"(?<![\w.]){re.escape(owner.text)}\[\s*[A-Za-z_$]"
        return re.search(looked_up, function.text) is not None
    if (
        choice is None
        or owner is None
        or choice.kind not in ("binary_expression", "ternary_expression")
    ):
        return False
    first = choice.get("left") or choice.get("consequence")
    return first is not None and first is not at and first.text.startswith(f"{owner.text}[")


def _mapped(node: Node) -> Node | None:
    """Return the ``new Map([["gpt-4o", 2.5]])`` that a name is a key of."""
    pair = node.parent
    rows = pair.parent if pair is not None and pair.kind == "array" else None
    if pair is None or rows is None or rows.kind != "array" or pair.children[0] is not node:
        return None
    made = rows.parent.parent if rows.parent is not None else None
    callee = made.get("constructor") if made is not None else None
    return made if callee is not None and callee.text == "Map" else None


def _decides(place: Place, how: str, text: str) -> ModelLogic:
    return ModelLogic(place=place, how=how, detail=shortened(text))


def _is_quiet(call: Node | None) -> bool:
    """Say whether a call only shows a name, or looks for it in what is about no model."""
    if call is None:
        return False
    callee = call.get("function") or call.get("constructor")
    name = last_name(callee) if callee is not None else ""
    return name in QUIET or (name in ("includes", "indexOf", "has") and not about_model(call))
