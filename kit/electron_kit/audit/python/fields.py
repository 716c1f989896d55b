"""What reaches a call: keywords, dictionaries, data classes, partials."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..facts import Field, Kind, Place, Value
from .cap_names import CAP
from .later_entries import LaterEntries, texts_of
from .resolve.resolver import Resolver
from .tree import last_name, place_of, unit_of
from .values import Obj

# What makes a dictionary of an object's attributes: they are the request's fields then.
_DUMPS = {"model_dump", "dict", "to_dict", "asdict", "_asdict", "vars", "as_dict", "to_kwargs"}
# A message in a list in a request, a schema's properties: deeper than that nothing is asked for.
_NESTING = 3
# What an expression may be, at most: names of models are passed from many places.
_ALTERNATIVES = 60
# A function that a name stands for, and one in its place: more are several vendors'.
_CHOICE = 2
_SIEVE = re.compile(r"select|filter|omit|drop|remove|compact|clean|strip|prune|merge|no_?t?_?none")
# Values whose node is kept by its place: for a model, what stands around it says more.
_LEAVES = {"const", "env", "param"}
# Fields whose expressions are followed once more, to where their values come from.
_KEPT = {"model", "engine", "deployment_id", "model_name", "api_key", "base_url"}


class FieldReader:
    """Collects the fields of calls.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with no change to any dictionary known."""
        self.resolver = resolver
        self.later = LaterEntries(resolver)
        self._nesting = 0
        self._scope: Any = None
        self.nodes: dict[Place, Any] = {}
        # Calls whose result is a value, such as ``Reasoning(effort="low")``.
        self.made: dict[Place, ast.Call] = {}
        self.expressions: dict[Place, Any] = {}

    def of_call(
        self, call: ast.Call, partials: Iterable[Obj] = ()
    ) -> tuple[dict[str, Field], bool]:
        """Return a call's fields by name, and whether they are all that can arrive.

        Args:
            call: The call.
            partials: The partial objects that it goes through.
        """
        fields: dict[str, Field] = {}
        complete = True
        for partial in partials:
            inner, whole = self._keywords(partial.node, set())
            fields.update(inner)
            complete &= whole
        inner, whole = self._keywords(call, set())
        fields.update(inner)
        return fields, complete and whole

    def of_value(self, expression: Any) -> tuple[dict[str, Field], bool]:
        """Return the entries of a dictionary's expression, such as a request's JSON body."""
        self._scope = expression.scope
        return self._spread(expression, set())

    def _keywords(self, call: ast.Call, seen: set[int]) -> tuple[dict[str, Field], bool]:
        outer, self._scope = self._scope, call.scope
        try:
            return self._given(call, seen)
        finally:
            self._scope = outer

    def _given(self, call: ast.Call, seen: set[int]) -> tuple[dict[str, Field], bool]:
        fields: dict[str, Field] = {}
        complete = True
        for keyword in call.keywords:
            if keyword.arg is None:
                inner, whole = self._spread(keyword.value, seen)
                for name, item in inner.items():
                    fields.setdefault(name, item)
                complete &= whole
            elif keyword.arg == "extra_body":
                inner, whole = self._spread(keyword.value, seen)
                fields.update(inner)
            else:
                fields[keyword.arg] = self._field(
                    keyword.arg, place_of(keyword), keyword.value, _head(keyword, keyword.arg)
                )
        return fields, complete

    def _spread(self, expression: Any, seen: set[int]) -> tuple[dict[str, Field], bool]:
        fields: dict[str, Field] = {}
        complete = False
        # ``**({"n": 2} if many else {})``, ``**(extra or {})`` and the like come through here too.
        for item in self.resolver.of(expression):
            if item.kind == "dict":
                complete = True
                if id(item.node) in seen:
                    continue
                _add(fields, self._entries(item.node, seen | {id(item.node)}))
            elif item.kind == "param" and item.data[1] == "**":
                _add(fields, self._passed_on(item, seen))
            elif item.kind == "inst":
                fields.update(self._attributes(item))
            elif item.kind == "made" and _SIEVE.search(last_name(getattr(item.node, "func", None))):
                # ``select_values(notnone, kwargs)``, ``drop_none(kwargs)``: a library's.
                for argument in item.node.args if id(item.node) not in seen else ():
                    _add(fields, self._spread(argument, seen | {id(item.node)})[0])
        if expression.__class__ is ast.Call and last_name(expression.func) in _DUMPS:
            fields.update(self._dumped(expression))
        return fields, complete

    def _entries(self, node: Any, seen: set[int]) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        if node.__class__ is ast.Dict:
            for key, value in zip(node.keys, node.values, strict=True):
                if key is None:
                    fields.update(self._spread(value, seen)[0])
                    continue
                for name in texts_of(self.resolver, key):
                    fields[name] = self._field(
                        name,
                        self._chosen(name, key) or _from_to(key, value),
                        value,
                        _quoted(key) if key.__class__ is ast.Constant else None,
                    )
        elif node.__class__ is ast.Call:
            fields.update(self._keywords(node, seen)[0])
            for argument in node.args:
                fields.update(self._spread(argument, seen)[0])
        for name, target, value, base in self.later.of(node):
            if (name in fields and name == "messages") or not self._meant(base):
                continue
            if target.__class__ is ast.Subscript:
                place = self._chosen(name, target.slice) or _from_to(target, value)
                key_place = _quoted(target.slice)
            else:
                place = _from_to(target, value) if target is not value else place_of(value)
                key_place = _quoted(target) if target.__class__ is ast.Constant else None
            found = self._field(name, place, value, key_place)
            fields[name] = _both(found, fields[name]) if name in fields else found
        return fields

    def _chosen(self, name: str, key: Any) -> Place | None:
        """Return where the name of a cap is written that a key only stands for."""
        if name != CAP or key.__class__ is ast.Constant:
            return None
        nodes = [o.node for o in self.resolver.of(key) if o.data == name]
        return place_of(nodes[0]) if nodes else None

    def _meant(self, base: Any) -> bool:
        """Say whether a change to a dictionary can be seen by the call whose fields are read.

        Several functions may each get a new one from the same helper: what one of them adds
        to its own is not in the others'.
        """
        if base.__class__ is not ast.Name or base.scope is self._scope:
            return True
        fresh = [
            b
            for b in base.scope.bindings.get(base.id, ())
            if b.how == "value" and b.value.__class__ in (ast.Call, ast.Await)
        ]
        function = base.scope.node
        if not fresh or function.__class__ not in (ast.FunctionDef, ast.AsyncFunctionDef):
            return True
        own = [o.node for o in self.resolver.of(base) if o.kind == "dict"]
        if all(node.scope is base.scope for node in own):
            return True
        handed = {id(o.node) for o in self.resolver.returned(function)}
        return any(id(node) in handed for node in own)

    def _passed_on(self, item: Obj, seen: set[int]) -> dict[str, Field]:
        """Return what callers put in a function's ``**kwargs``, and what the function adds."""
        function = item.data[0]
        if id(function) in seen:
            return {}
        fields: dict[str, Field] = {}
        owner = self.resolver.owner(function)
        arguments = function.args
        own = {a.arg for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}
        for call, _ in self.resolver.call_sites(function, owner):
            if self._is_choice_of_many(call):
                continue
            passed = self._keywords(call, seen | {id(function)})[0]
            _add(fields, {name: found for name, found in passed.items() if name not in own})
        module = function.scope.module
        for change in module.items.get(item.name, ()):
            changed = self._kwargs_change(change, function)
            _add(changed, {name: fields[name] for name in changed if name in fields})
            fields.update(changed)
        return fields

    def _is_choice_of_many(self, call: ast.Call) -> bool:
        """Say whether a call reaches one of many functions, as of several vendors."""
        called = {id(o.node) for o in self.resolver.of(call.func) if o.kind == "func"}
        return len(called) > _CHOICE

    def _kwargs_change(self, change: Any, function: Any) -> dict[str, Field]:
        if change.__class__ is tuple:
            target, binding = change
            if (
                target.scope.node is function
                and target.slice.__class__ is ast.Constant
                and binding.value is not None
            ):
                name = str(target.slice.value)
                return {
                    name: self._field(
                        name, _from_to(target, binding.value), binding.value, _quoted(target.slice)
                    )
                }
            return {}
        if change.__class__ is ast.Call and change.scope.node is function:
            if change.func.attr == "setdefault" and len(change.args) == 2:
                key, value = change.args
                return {
                    name: self._field(name, _from_to(key, value), value, _quoted(key))
                    for name in texts_of(self.resolver, key)
                }
            if change.func.attr == "update":
                fields = self._keywords(change, set())[0]
                for argument in change.args:
                    fields.update(self._spread(argument, set())[0])
                return fields
        return {}

    def _dumped(self, call: ast.Call) -> dict[str, Field]:
        subjects = [call.func.value] if call.func.__class__ is ast.Attribute else call.args[:1]
        if call.func.__class__ is ast.Attribute and call.args and call.func.attr == "asdict":
            subjects = call.args[:1]
        fields: dict[str, Field] = {}
        for subject in subjects:
            for item in self.resolver.of(subject):
                if item.kind == "inst":
                    fields.update(self._attributes(item))
        return fields

    def _attributes(self, item: Obj) -> dict[str, Field]:
        """Return a data class's fields that have a default, or that its constructor sets."""
        fields: dict[str, Field] = {}
        for klass in reversed(self.resolver.ancestry(item.node)):
            for name, bindings in klass.inner.bindings.items():
                if name.startswith("__"):
                    # ``__getattr__ = dict.get`` makes a class convenient and is no field.
                    continue
                for binding in bindings:
                    if binding.how == "value" and binding.value is not None:
                        fields[name] = self._field(
                            name, place_of(binding.node), binding.value, None
                        )
        if item.data.__class__ is ast.Call:
            for keyword in item.data.keywords:
                if keyword.arg:
                    fields[keyword.arg] = self._field(
                        keyword.arg, place_of(keyword), keyword.value, None
                    )
        return fields

    def _field(self, name: str, place: Place, value: Any, key: Place | None) -> Field:
        where = place_of(value)
        if name in _KEPT:
            self.expressions[where] = value
        return Field(name, place, key, where, self.values(value))

    def values(self, expression: Any, depth: int = 0) -> tuple[Value, ...]:
        """Return what an expression may be, in the words of the facts."""
        found = [self.value(item, depth) for item in self.resolver.of(expression)[:_ALTERNATIVES]]
        if not found:
            return (Value(Kind.UNKNOWN, place_of(expression), name=last_name(expression)),)
        return tuple(found)

    def value(self, item: Obj, depth: int = 0) -> Value:
        """Return an object in the words of the facts."""
        place = place_of(item.node) if hasattr(item.node, "lineno") else None
        if place is not None and item.kind in _LEAVES:
            self.nodes[place] = item.node
        if item.kind == "const" and (
            item.data is None or isinstance(item.data, str | int | float | bool)
        ):
            return Value(
                Kind.CONSTANT, place, item.data, name=item.route, confidence=item.confidence,
                origin=item.kind,
            )  # fmt: skip
        if item.kind == "list":
            elements = self.resolver.elements(item)
            complete = item.node.__class__ in (ast.List, ast.Tuple, ast.Set)
            items = () if depth > 3 else tuple(self.values(e, depth + 1) for e in elements[:200])
            return Value(
                Kind.LIST, place, items=items, complete=complete, confidence=item.confidence
            )
        if item.kind == "dict":
            entries: dict[str, Field] = {}
            if self._nesting < _NESTING:
                self._nesting += 1
                entries = self._entries(item.node, {id(item.node)})
                self._nesting -= 1
            return Value(Kind.MAPPING, place, entries=entries, confidence=item.confidence)
        if item.kind == "class" or (
            item.kind == "ext" and item.name.rpartition(".")[2][:1].isupper()
        ):
            return Value(Kind.CLASS, place, name=item.name, confidence=item.confidence)
        if item.kind == "made":
            name = ".".join((item.name, *item.path))
            if place is not None and item.node.__class__ is ast.Call:
                self.made[place] = item.node
            return Value(Kind.UNKNOWN, place, name=name, confidence=item.confidence, origin="made")
        return Value(
            Kind.UNKNOWN, place, name=item.name, confidence=item.confidence, origin=item.kind
        )


def _add(fields: dict[str, Field], more: Mapping[str, Field]) -> None:
    """Add fields to others of the same call."""
    for name, found in more.items():
        fields[name] = _both(fields[name], found) if name in fields else found


def _both(first: Field, later: Field) -> Field:
    """Return a field that two places set, with what either may give."""
    if first.place == later.place:
        return first
    values = (*first.values, *later.values)[: 2 * _ALTERNATIVES]
    return replace(first, values=values, others=(*first.others, later.key, *later.others))


def _head(node: Any, name: str) -> Place:
    place = place_of(node)
    return Place(place.unit, place.start, place.start + len(name.encode()))


def _quoted(node: Any) -> Place | None:
    """Return where a string literal is written, quotes included."""
    return (
        place_of(node) if node.__class__ is ast.Constant and isinstance(node.value, str) else None
    )


def _from_to(first: Any, last: Any) -> Place:
    if unit_of(first) is not unit_of(last):
        return place_of(first)
    return place_of(first, last)
