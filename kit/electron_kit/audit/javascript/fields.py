"""What reaches a call: an object's entries, spreads, entries set later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..facts import Confidence, Field, Kind, Place, Value
from .resolve import Resolver
from .syntax import Node
from .values import Obj
from .written import arguments, bare, first_argument, key_of

SCHEMA_HELPERS = frozenset({"zodResponseFormat", "makeParseableResponseFormat", "zodTextFormat"})
# Objects within objects: a message's parts, a schema's properties.
_DEEPEST = 5
# Objects for one look at a call; what spreads more than that is left as far as it got.
_OBJECTS = 1_000
_ADDED = frozenset({"push", "unshift"})


class FieldReader:
    """Collects the fields of calls.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with no change to any object known."""
        self.resolver = resolver
        self._changes: dict[int, list[tuple[str, Node, Node, Node]]] = {}
        self._noted = False
        self._pushes: dict[int, list[Node]] | None = None
        self._level = 0
        self._within = 0
        self._objects = 0

    def of_call(
        self, call: Node, names: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Field], bool]:
        """Return the fields of a call's first argument, and whether they are all.

        Args:
            call: The call.
            names: What entries are called on the wire, where that differs.
        """
        given = arguments(call)
        if not given:
            return {}, True
        return self.of_value(given[0], names)

    def of_value(
        self, expression: Node, names: Mapping[str, str] | None = None
    ) -> tuple[dict[str, Field], bool]:
        """Return the entries of an object's expression, such as a request's JSON body."""
        fields, complete = self._spread(expression, set())
        if names:
            fields = {
                names.get(name, name): _renamed(f, names.get(name, name))
                for name, f in fields.items()
            }
        return fields, complete

    def _spread(self, expression: Node, seen: set[int]) -> tuple[dict[str, Field], bool]:
        fields: dict[str, Field] = {}
        complete = False
        for item in self.resolver.of(expression):
            if item.kind == "object" and id(item.node) not in seen:
                complete = True
                for name, found in self.entries(item.node, seen | {id(item.node)}).items():
                    known = fields.get(name)
                    fields[name] = found if known is None else _merged(known, found)
            elif item.kind == "const":
                complete = True
        return fields, complete

    def entries(self, node: Node, seen: set[int]) -> dict[str, Field]:
        """Return an object's entries by name, later ones and spreads included."""
        if not self._within:
            self._objects = 0
        self._objects += 1
        if self._objects > _OBJECTS:
            return {}
        self._within += 1
        try:
            return self._entries(node, seen)
        finally:
            self._within -= 1

    def _entries(self, node: Node, seen: set[int]) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for child in node.children:
            if child.kind == "spread_element" and child.children:
                fields.update(self._spread(child.children[0], seen)[0])
                continue
            name_ = key_of(child)
            if name_ is None or child.kind == "method_definition":
                continue
            value = child.get("value") if child.kind == "pair" else child
            key = child.get("key") if child.kind == "pair" else child
            if value is not None:
                fields[name_] = Field(
                    name_,
                    child.place,
                    key.place if key is not None else None,
                    value.place,
                    self.values(value),
                )
        for name, target, key, value in self._changes_of(node):
            fields[name] = Field(
                name,
                Place(target.module.unit, target.start, value.end)
                if target.module is value.module
                else target.place,
                key.place,
                value.place,
                self.values(value),
            )
        return fields

    def _changes_of(self, node: Node) -> list[tuple[str, Node, Node, Node]]:
        if not self._noted:
            self._noted = True
            for module in self.resolver.project.every:
                for name, sets in module.member_sets.items():
                    for left, right in sets:
                        self._note(name, left, right)
                for call in module.calls.get("assign", ()):
                    self._assigned(call)
        return self._changes.get(id(node), [])

    def _note(self, name: str, left: Node, right: Node) -> None:
        owner = left.get("object")
        if owner is None or bare(owner).kind == "this" or owner.text in ("module", "exports"):
            return
        key = left.get("property") or left.get("index") or left
        for item in self.resolver.of(owner):
            if item.kind == "object":
                self._changes.setdefault(id(item.node), []).append((name, left, key, right))

    def _assigned(self, call: Node) -> None:
        given = arguments(call)
        if len(given) < 2:
            return
        for item in self.resolver.of(given[0]):
            if item.kind != "object":
                continue
            for other in given[1:]:
                for source in self.resolver.of(other):
                    if source.kind != "object" or source.node is item.node:
                        continue
                    for child in source.node.children:
                        name = key_of(child)
                        value = child.get("value") if child.kind == "pair" else child
                        if (
                            name is not None
                            and value is not None
                            and child.kind != "method_definition"
                        ):
                            self._changes.setdefault(id(item.node), []).append(
                                (name, child, child.get("key") or child, value)
                            )

    def pushed(self, node: Node) -> list[Node]:
        """Return the expressions that are pushed to an array."""
        if self._pushes is None:
            self._pushes = {}
            for module in self.resolver.project.every:
                for name in _ADDED:
                    for call in module.calls.get(name, ()):
                        callee = call.get("function")
                        owner = callee.get("object") if callee is not None else None
                        for item in self.resolver.of(owner):
                            if item.kind == "array":
                                self._pushes.setdefault(id(item.node), []).extend(arguments(call))
        return self._pushes.get(id(node), [])

    def values(self, expression: Node) -> tuple[Value, ...]:
        """Return what an expression may be, in the words of the facts."""
        found = [self.value(item) for item in self.resolver.of(expression)[:24]]
        if not found:
            node = bare(expression)
            schema = self._schema(node)
            if schema is not None:
                return (schema,)
            return (Value(Kind.UNKNOWN, expression.place, name=node.text[:60]),)
        return tuple(found)

    def _schema(self, node: Node) -> Value | None:
        from .written import last_name

        callee = node.get("function")
        if (
            node.kind == "call_expression"
            and callee is not None
            and last_name(callee) in SCHEMA_HELPERS
        ):
            return _json_schema(node)
        return None

    def value(self, item: Obj) -> Value:
        """Return an object in the words of the facts, as deep as a message's parts."""
        self._level += 1
        try:
            return self._value(item)
        finally:
            self._level -= 1

    def _value(self, item: Obj) -> Value:
        place = item.node.place
        if item.kind == "const" and (
            item.data is None or isinstance(item.data, str | int | float | bool)
        ):
            return Value(
                Kind.CONSTANT, place, item.data, name=item.route, confidence=item.confidence
            )
        if item.kind == "array":
            nodes = [child for child in item.node.children if child.kind != "spread_element"][:200]
            complete = len(nodes) == len(item.node.children)
            pushed = self.pushed(item.node)
            items = (
                () if self._level > _DEEPEST else tuple(self.values(e) for e in [*nodes, *pushed])
            )
            return Value(
                Kind.LIST,
                place,
                items=items,
                complete=complete and not pushed,
                confidence=item.confidence,
            )
        if item.kind == "object":
            entries = {} if self._level > _DEEPEST else self.entries(item.node, {id(item.node)})
            return Value(Kind.MAPPING, place, entries=entries, confidence=item.confidence)
        if item.kind == "class":
            name = item.node.get("name")
            return Value(
                Kind.CLASS,
                place,
                name=name.text if name is not None else "",
                confidence=item.confidence,
            )
        if item.kind == "made" and item.name.rpartition(".")[2].rstrip("()") in SCHEMA_HELPERS:
            return _json_schema(item.node)
        if item.kind == "made" and item.name.startswith("zod."):
            return Value(Kind.CLASS, place, name=item.name, confidence=item.confidence)
        name_ = ".".join((item.name, *item.path)) if item.name else item.kind
        return Value(Kind.UNKNOWN, place, name=name_, confidence=item.confidence)

    def body_of(self, call: Node) -> Node | None:
        """Return the expression of a request's JSON body, for ``fetch`` and ``axios``."""
        given = arguments(call)
        callee = call.get("function")
        name = callee.text if callee is not None else ""
        for index, argument in enumerate(given[:3]):
            for item in self.resolver.of(argument):
                if item.kind != "object":
                    continue
                for child in item.node.children:
                    if key_of(child) in ("body", "data", "json"):
                        return child.get("value") or child
                if (index == 1 and "axios" in name) or name.endswith(".post"):
                    return argument
        return None


def _json_schema(node: Node) -> Value:
    kind = Field(
        "type",
        node.place,
        values=(Value(Kind.CONSTANT, node.place, "json_schema", confidence=Confidence.HIGH),),
    )
    return Value(Kind.MAPPING, node.place, entries={"type": kind}, name="zodResponseFormat")


def _merged(one: Field, other: Field) -> Field:
    also = [key for key in (other.key, *other.others) if key not in (one.key, *one.others)]
    return Field(
        one.name,
        one.place,
        one.key,
        one.value,
        (*one.values, *other.values),
        one.confidence,
        (*one.others, *also),
    )


def _renamed(found: Field, name: str) -> Field:
    return Field(name, found.place, None, found.value, found.values, found.confidence, found.others)


def constants(found: Field | None) -> Iterable[Value]:
    """Return a field's constants."""
    return found.constants() if found is not None else ()


__all__ = ["SCHEMA_HELPERS", "FieldReader", "constants", "first_argument"]
