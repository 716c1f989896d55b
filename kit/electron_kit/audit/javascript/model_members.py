"""What is decided by the members of an enumeration or an object whose values name models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..facts import Fact, ModelLogic, Place
from ..model_names import is_text_model
from .idle import Idle
from .index import Module
from .model_logic.literals import head_of
from .positions import shortened
from .resolve import Resolver
from .syntax import Node, string_value
from .written import arguments, bare, first_argument, key_of

_EQUAL = frozenset({"===", "==", "!==", "!="})
# Methods that go through a list until a function says so.
_SEARCHES = ("some", "find", "every", "findIndex")
# Fewer names tell no models apart: ``{ model: "gpt-4o", voice: "plain" }`` is a setting.
_SEVERAL = 2


class Members:
    """Finds code that decides by such members, or restricts to them.

    Args:
        resolver: The project's resolver.
        idle: Tells which constants are used by their members' names alone.
    """

    def __init__(self, resolver: Resolver, idle: Idle) -> None:
        """Collect the enumerations and objects, and what their members are called."""
        self.resolver = resolver
        self.idle = idle
        self._holders: dict[int, Node] = {}
        self._keys: set[str] = set()
        self._reported: set[int] = set()
        for module in resolver.project.modules:
            for node in module.strings:
                pair = node.parent
                if pair is None or pair.kind not in ("pair", "enum_assignment"):
                    continue
                holder = pair.parent
                if holder is None or id(holder) in self._holders or not tells_apart(holder):
                    continue
                self._holders[id(holder)] = holder
                self._keys |= {key.strip("'\"") for c in holder.children if (key := key_of(c))}

    def facts(self, module: Module) -> Iterator[Fact]:
        """Yield what a file decides by members, and which of its types are made of them."""
        for holder in self._holders.values():
            if holder.module is module:
                yield from self._restricting(holder)
        if not self._holders:
            return
        taken = [n for key in self._keys & module.members.keys() for n in module.members[key]]
        for node in sorted(taken, key=lambda taken: taken.start):
            yield from self._member(node)
        for name in _SEARCHES:
            for call in module.calls.get(name, ()):
                yield from self._searched(call)
        for name in ("includes", "indexOf"):
            for call in module.calls.get(name, ()):
                callee = call.get("function")
                owner = callee.get("object") if callee is not None else None
                if owner is not None and self._of_values(bare(owner)):
                    yield _decides(call)

    def _restricting(self, holder: Node) -> Iterator[Fact]:
        outer = holder.parent
        if outer is not None and outer.kind == "enum_declaration":
            head = outer.get("name") or outer
            if not self.idle.is_open((head.text,), holder.module):
                # ``Models.FAST`` alone restricts nobody to the others.
                return
            yield ModelLogic(place=head.place, how="restricts to", detail=head.text)
            return
        name = (
            outer.get("name") if outer is not None and outer.kind == "variable_declarator" else None
        )
        if name is None:
            return
        text = re.escape(name.text)
        values = rf"typeof\s+{text}\s*\)?\s*\[\s*keyof\s+typeof\s+{text}\b".encode()
        if re.search(values, holder.module.unit.data) is not None:
            yield ModelLogic(place=name.place, how="restricts to", detail=name.text)

    def _names_model(self, node: Node) -> bool:
        """Say whether a member is one of several models' names."""
        owner = node.get("object")
        return any(
            (item.node.get("body") if item.kind == "enum" else item.node) is not None
            and id(item.node.get("body") if item.kind == "enum" else item.node) in self._holders
            for item in self.resolver.of(owner)
            if item.kind in ("enum", "object")
        ) and any(
            item.kind == "const" and isinstance(item.data, str) and is_text_model(item.data)
            for item in self.resolver.of(node)
        )

    def _member(self, node: Node) -> Iterator[Fact]:
        parent = node.parent
        if parent is None:
            return
        if parent.kind == "binary_expression":
            operator = parent.get("operator")
            if operator is None or operator.text not in _EQUAL or not self._names_model(node):
                return
            yield from self._once(parent, parent.place, "branches on", parent.text)
        elif parent.kind == "switch_case" and node.field == "value" and self._names_model(node):
            switch = next((up for up in parent.up() if up.kind == "switch_statement"), parent)
            head = switch.get("value") or switch
            place = Place(node.module.unit, switch.start, head.end)
            yield from self._once(switch, place, "branches on", f"case {node.text}")
        elif (table := self._keyed_by(node)) is not None:
            yield from self._once(table, head_of(table), "looks up", node.text)

    def tables(self) -> Iterator[Node]:
        """Yield the tables of a project that have such members for keys."""
        if not self._holders:
            return
        for module in self.resolver.project.modules:
            for key in self._keys & module.members.keys():
                found = (self._keyed_by(node) for node in module.members[key])
                yield from (table for table in found if table is not None)

    def _keyed_by(self, node: Node) -> Node | None:
        """Return the table that a member is a key of, unless it only gives names for names."""
        computed = node.parent
        pair = computed.parent if computed is not None else None
        table = pair.parent if pair is not None else None
        if computed is None or computed.kind != "computed_property_name" or table is None:
            return None
        values = [c.get("value") for c in table.children if c.kind == "pair"]
        if all(v is not None and string_value(v) is not None for v in values):
            return None
        return table if self._names_model(node) else None

    def _once(self, holder: Node, place: Place, how: str, text: str) -> Iterator[Fact]:
        if id(holder) not in self._reported:
            self._reported.add(id(holder))
            yield ModelLogic(place=place, how=how, detail=shortened(text))

    def _searched(self, call: Node) -> Iterator[Fact]:
        """Yield ``MODELS.some((one) => one === model)``, for a list of models' names."""
        callee, function = call.get("function"), first_argument(call)
        owner = callee.get("object") if callee is not None else None
        if owner is None or function is None or function.kind != "arrow_function":
            return
        parameter = function.get("parameter") or function.get("parameters")
        test = function.get("body")
        operator = test.get("operator") if test is not None else None
        if parameter is None or test is None or operator is None or operator.text not in _EQUAL:
            return
        name = parameter.text.strip("() ").partition(":")[0].strip()
        if name not in {side.text for s in ("left", "right") if (side := test.get(s)) is not None}:
            return
        if self._of_values(bare(owner)) or _are_models(
            [item.data for item in self.resolver.elements_of(owner) if item.kind == "const"]
        ):
            yield _decides(call)

    def _of_values(self, call: Node) -> bool:
        """Say whether an expression is ``Object.values(MODELS)``."""
        callee = call.get("function") if call.kind == "call_expression" else None
        if callee is None or callee.text != "Object.values":
            return False
        return any(
            id(item.node.get("body") if item.kind == "enum" else item.node) in self._holders
            for given in arguments(call)[:1]
            for item in self.resolver.of(given)
            if item.kind in ("enum", "object")
        )


def tells_apart(holder: Node) -> bool:
    """Say whether an object's or an enumeration's values are mostly several models' names."""
    if holder.kind not in ("object", "enum_body"):
        return False
    values = [c.get("value") for c in holder.children if c.kind in ("pair", "enum_assignment")]
    return _are_models([string_value(v) if v is not None else None for v in values])


def _are_models(texts: list[object]) -> bool:
    models = {text for text in texts if isinstance(text, str) and is_text_model(text)}
    return len(models) >= _SEVERAL and len(models) * 2 >= len(texts)


def _decides(call: Node) -> ModelLogic:
    return ModelLogic(place=call.place, how="branches on", detail=shortened(call.text))
