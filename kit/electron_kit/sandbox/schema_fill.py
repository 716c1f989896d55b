"""Values that satisfy a JSON schema, with literal values from the prompt wherever they fit."""

from __future__ import annotations

import math
import re
from typing import Any

from .literals import Literals
from .pattern import example as example_of_pattern
from .schema_check import DEEPEST, Budget, is_type, resolve, same, satisfies
from .schema_scalars import FORMATS, number, string
from .schema_scalars import numbered as numbered_text
from .text_patterns import has_form

_SEGMENTS = re.compile(r"\s*(?:;|\n|,\s+and\s+|,|\band\b|\.\s)\s*")
# No test needs more, and a schema may ask for a million.
_MOST_ITEMS = 5_000
_MOST_VALUES = 1_000


class Unsatisfiable(ValueError):  # noqa: N818  (the answer says so)
    """A schema for which no value was found."""


def fill(schema: Any, literals: Literals, budget: Budget | None = None) -> Any:
    """Return a value that satisfies a schema.

    Args:
        schema: A JSON schema.
        literals: Where literal values come from.
        budget: How much effort there is, where several schemas share it.

    Raises:
        Unsatisfiable: None was found: the schema has none, or it is beyond the sandbox.
    """
    try:
        budget = budget or Budget()
        value = _Filling(schema, literals, budget).value(schema, "", 0)
        if satisfies(value, schema, schema, 0, budget):
            return value
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError):
        # Whatever stands in a schema may be of any type and any size.
        raise Unsatisfiable("the schema is malformed or beyond the sandbox") from None
    raise Unsatisfiable("no value was found that satisfies the schema")


class _Filling:
    def __init__(self, root: Any, literals: Literals, budget: Budget) -> None:
        self.root = root
        self.literals = literals
        self.budget = budget

    def value(self, schema: Any, name: str, depth: int, literals: Literals | None = None) -> Any:
        literals = literals or self.literals
        schema = resolve(schema, self.root)
        self.budget.spend()
        if schema is False or depth > DEEPEST:
            raise Unsatisfiable("the schema allows nothing, or is endless")
        if not isinstance(schema, dict):
            return f"sandbox {name}".strip()
        if "const" in schema:
            return schema["const"]
        schema = self._merged(schema, depth)
        for key in ("oneOf", "anyOf"):
            if key in schema:
                return self._branch(schema, key, name, depth, literals)
        if isinstance(schema.get("enum"), list):
            return self._enum(schema, name, literals)
        kinds = _kinds(schema)
        nullable = "null" in kinds and len(kinds) > 1
        kind = next((kind for kind in kinds if kind != "null"), "null")
        if nullable:
            hits = literals.hits
            value = self._typed(kind, schema, name, depth, literals)
            return value if literals.hits > hits else None
        return self._typed(kind, schema, name, depth, literals)

    def _fits(self, value: Any, schema: Any) -> bool:
        return satisfies(value, schema, self.root, 0, self.budget)

    def _found(self, name: str, schema: dict[str, Any], kind: str, literals: Literals) -> Any:
        """Return what the text has for a value; it is not searched for ever."""
        if self.budget.unread < 0:
            return None
        self.budget.unread -= 1_000 + 2 * len(literals.text)
        return literals.find(name, schema, kind)

    def _typed(
        self, kind: str, schema: dict[str, Any], name: str, depth: int, literals: Literals
    ) -> Any:
        if kind == "null":
            return None
        if kind == "object":
            return self._object(schema, name, depth, literals)
        if kind == "array":
            return self._array(schema, name, depth, literals)
        found = self._found(name, schema, kind, literals)
        if found is not None and self._fits(found, {**schema, "type": kind}):
            return found
        for fallback in (schema.get("default"), *_examples(schema)):
            if is_type(fallback, kind) and self._fits(fallback, schema):
                return fallback
        if kind == "boolean":
            return False
        if kind == "string":
            made = string(schema, name, found if isinstance(found, str) else None)
            self.budget.spend(len(made) // 100)
            return made
        return number(schema, kind, found)

    def _merged(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        parts = [resolve(part, self.root) for part in schema.get("allOf", ())]
        self.budget.spend(len(parts))
        merged: dict[str, Any] = {k: v for k, v in schema.items() if k != "allOf"}
        for part in parts:
            if not isinstance(part, dict):
                continue
            inner = self._merged(part, depth + 1) if "allOf" in part and depth < DEEPEST else part
            for key, value in inner.items():
                if key == "properties":
                    merged[key] = {**merged.get(key, {}), **value}
                elif key == "required":
                    merged[key] = list(dict.fromkeys([*merged.get(key, ()), *value]))
                elif key in {"minimum", "minLength", "minItems"} and key in merged:
                    merged[key] = max(merged[key], value)
                elif key in {"maximum", "maxLength", "maxItems"} and key in merged:
                    merged[key] = min(merged[key], value)
                else:
                    merged.setdefault(key, value)
        return merged

    def _branch(
        self, schema: dict[str, Any], key: str, name: str, depth: int, literals: Literals
    ) -> Any:
        rest = {k: v for k, v in schema.items() if k not in {key, "title", "description"}}
        candidates = []
        for order, listed in enumerate(schema[key]):
            branch = resolve(listed, self.root)
            if not isinstance(branch, dict):
                continue
            own = literals.again()
            try:
                whole = self._merged({**rest, "allOf": [branch]}, depth)
                if "description" in schema:
                    whole.setdefault("description", schema["description"])
                value = self.value(whole, name, depth + 1, own)
            except Unsatisfiable:
                continue
            # A number may satisfy two branches where it must satisfy one: try its neighbours.
            near = (
                [value + step * whole.get("multipleOf", 1) for step in range(1, 20)]
                if (is_type(value, "number"))
                else []
            )
            value = next((v for v in (value, *near) if self._fits(v, schema)), value)
            if self._fits(value, schema):
                # The branch for which the prompt has most values; null where it has none.
                is_null = value is None
                candidates.append((-own.hits, not is_null, order, value, own))
        if not candidates:
            raise Unsatisfiable(f"no branch of {key} can be filled")
        best = min(candidates, key=lambda candidate: candidate[:3])
        literals.hits += best[4].hits
        literals.adopt(best[4])
        return best[3]

    def _enum(self, schema: dict[str, Any], name: str, literals: Literals) -> Any:
        rest = {key: value for key, value in schema.items() if key != "enum"}
        values = [v for v in schema["enum"][:_MOST_VALUES] if self._fits(v, rest)]
        if not values:
            raise Unsatisfiable("the enum is empty")
        found = self._found(name, {"enum": values}, "string", literals)
        if found is not None:
            return found
        if "default" in schema and any(same(schema["default"], value) for value in values):
            return schema["default"]
        return None if None in values else values[0]

    def _object(self, schema: dict[str, Any], name: str, depth: int, literals: Literals) -> Any:
        properties = schema.get("properties", {})
        required = list(schema.get("required", ()))
        value: dict[str, Any] = {}
        for key, part in properties.items():
            hits = literals.hits
            if key in required:
                value[key] = self.value(part, key, depth + 1, literals)
            elif depth < 6:
                try:
                    found = self.value(part, key, depth + 1, literals)
                except Unsatisfiable:
                    continue
                if literals.hits > hits:
                    value[key] = found
        extra = schema.get("additionalProperties", True)
        for key in required:
            if key not in value:
                value[key] = self.value(extra, key, depth + 1, literals)
        return self._enough(value, schema, extra, depth, literals)

    def _enough(
        self,
        value: dict[str, Any],
        schema: dict[str, Any],
        extra: Any,
        depth: int,
        literals: Literals,
    ) -> dict[str, Any]:
        least = schema.get("minProperties", 0)
        for key, part in schema.get("properties", {}).items():
            if len(value) < least and key not in value:
                value[key] = self.value(part, key, depth + 1, literals)
        patterns = list(schema.get("patternProperties", {}).items())
        number = 0
        while len(value) < least and number < 1_000:
            number += 1
            key, part = f"key_{number}", extra
            if patterns:
                pattern, part = patterns[0]
                key = example_of_pattern(pattern, number) or key
            value.setdefault(key, self.value(part, key, depth + 1, literals))
        return value

    def _array(
        self, schema: dict[str, Any], name: str, depth: int, literals: Literals
    ) -> list[Any]:
        least = schema.get("minItems", 0)
        if least > _MOST_ITEMS:
            raise Unsatisfiable("the schema wants more items than the sandbox makes")
        most = min(schema.get("maxItems", 100), 100)
        first = schema.get("prefixItems", [])
        items = schema.get("items", True)
        value = [self.value(part, name, depth + 1, literals) for part in first[: max(most, least)]]
        part = resolve(items, self.root)
        if items is not False and isinstance(part, dict):
            for item in self._items(part, name, depth, literals):
                doubled = schema.get("uniqueItems") and any(same(item, v) for v in value)
                if len(value) < most and not doubled and self._fits(item, items):
                    value.append(item)
        wanted = max(least, 1 if not first and depth < 4 and most else 0)
        attempts = 0
        while len(value) < wanted and attempts < wanted + 50:
            attempts += 1
            try:
                item = self._another(items, name, depth, literals, attempts)
            except Unsatisfiable:
                if len(value) >= least:
                    break
                raise
            self.budget.spend(len(value) // 8 if schema.get("uniqueItems") else 0)
            if not schema.get("uniqueItems") or not any(same(item, other) for other in value):
                value.append(item)
        if "contains" in schema and not self._fits(value, schema):
            value.append(self.value(schema["contains"], name, depth + 1, literals))
        return value

    def _items(self, part: dict[str, Any], name: str, depth: int, literals: Literals) -> list[Any]:
        if isinstance(part.get("enum"), list):
            text = literals.text.lower()
            return [v for v in part["enum"] if isinstance(v, str) and v.lower() in text]
        kinds = _kinds(part)
        if "object" in kinds or "anyOf" in part or "oneOf" in part:
            return self._records(part, name, depth, literals)
        found = literals.listed(name, kinds[0])
        form = part.get("format")
        if form in FORMATS:
            # A list is found by its commas: most of its words have no form.
            found = [item for item in found if has_form(str(item), form)]
        literals.hits += bool(found)
        return found

    def _records(
        self, part: dict[str, Any], name: str, depth: int, literals: Literals
    ) -> list[Any]:
        """Return one object for each part of the text that has values for it."""
        records = []
        needed = max(1, math.ceil(len(part.get("required", ())) / 2))
        if depth > 6:
            return []
        for segment in filter(None, _SEGMENTS.split(literals.text)):
            own = Literals(segment, around=literals.text)
            try:
                record = self.value(part, name, depth + 1, own)
            except Unsatisfiable:
                return []
            if own.hits >= needed:
                records.append(record)
        if len(records) < 2:
            return []
        literals.hits += 1
        return records

    def _another(self, items: Any, name: str, depth: int, literals: Literals, number: int) -> Any:
        item = self.value(items, name, depth + 1, literals)
        if number == 1:
            return item
        part = resolve(items, self.root)
        if isinstance(part, dict) and isinstance(part.get("enum"), list):
            return part["enum"][(number - 1) % len(part["enum"])]
        numbered = numbered_text(item, part, number) if isinstance(item, str) else item
        step = part.get("multipleOf", 1) if isinstance(part, dict) else 1
        if is_type(item, "number"):
            numbered = item + (number - 1) * step
        if isinstance(item, bool):
            numbered = number % 2 == 0
        return numbered if self._fits(numbered, items) else item


def _kinds(schema: dict[str, Any]) -> list[str]:
    kinds = schema.get("type")
    if isinstance(kinds, str):
        return [kinds]
    if isinstance(kinds, list) and kinds:
        return [str(kind) for kind in kinds]
    for kind, keys in _IMPLIED.items():
        if any(key in schema for key in keys):
            return [kind]
    return ["string"]


_IMPLIED = {
    "object": ("properties", "required", "additionalProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "uniqueItems", "contains"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}


def _examples(schema: dict[str, Any]) -> list[Any]:
    examples = schema.get("examples")
    return examples if isinstance(examples, list) else []
