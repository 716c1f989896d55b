"""Whether a value satisfies a JSON schema: as much of it as the sandbox needs to fill one."""

from __future__ import annotations

from typing import Any

from .pattern import matches

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
# A schema may contain itself, and branch at each step: what is deeper, or takes more steps or more
# characters read, is given up.
DEEPEST = 40
MOST_STEPS = 30_000
MOST_READ = 400_000


class TooMuch(ValueError):  # noqa: N818  (a schema that asks for more than anyone needs)
    """A schema takes more steps than it is given."""


class Budget:
    """Counts the steps that a schema takes, so that no schema can stop the sandbox.

    Args:
        steps: How many there are: each is a few microseconds.
        read: How many characters of prose may be searched for values.

    Attributes:
        left: The steps that are left.
        unread: The characters that are left.
    """

    def __init__(self, steps: int = MOST_STEPS, read: int = MOST_READ) -> None:
        self.left = steps
        self.unread = read

    def spend(self, steps: int = 1) -> None:
        """Take some steps.

        Raises:
            TooMuch: There are not as many left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch("the schema asks for too much")


def resolve(schema: Any, root: Any) -> Any:
    """Return a schema with the ``$ref`` at its top followed; siblings of it are kept."""
    for _ in range(DEEPEST):
        if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
            return schema
        target: Any = root
        for part in schema["$ref"].removeprefix("#").split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if isinstance(target, dict):
                target = target.get(name)
            elif isinstance(target, list) and name.isdigit() and int(name) < len(target):
                target = target[int(name)]
            else:
                target = None
        if not isinstance(target, dict):
            return {} if target is None else target
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {**target, **rest}
    return {}


def is_type(value: Any, kind: str) -> bool:
    """Say whether a value has a JSON type."""
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "integer":
        return type(value) is int or (type(value) is float and value.is_integer())
    return isinstance(value, _TYPES.get(kind, (object,)))


def satisfies(  # noqa: C901  (a keyword of JSON Schema a line)
    value: Any, schema: Any, root: Any, depth: int = 0, budget: Budget | None = None
) -> bool:
    """Say whether a value satisfies a schema.

    Args:
        value: The value.
        schema: The schema, or a part of it.
        root: The whole schema, where references lead.
        depth: How deep this is in the schema.
        budget: How many steps it may take; as many as one schema has by default.

    Raises:
        TooMuch: It takes more.
    """
    budget = budget or Budget()
    budget.spend()
    schema = resolve(schema, root)
    if isinstance(schema, bool) or not isinstance(schema, dict) or depth > DEEPEST:
        return schema is not False

    def inner(part: Any, of: Any) -> bool:
        return satisfies(part, of, root, depth + 1, budget)

    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(is_type(value, kind) for kind in types):
        return False
    if "const" in schema and not same(value, schema["const"]):
        return False
    budget.spend(len(schema["enum"]) // 16 if isinstance(schema.get("enum"), list) else 0)
    if isinstance(schema.get("enum"), list) and not any(same(value, v) for v in schema["enum"]):
        return False
    if not all(inner(value, part) for part in schema.get("allOf", ())):
        return False
    if "anyOf" in schema and not any(inner(value, part) for part in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(inner(value, part) for part in schema["oneOf"]) != 1:
        return False
    if "not" in schema and inner(value, schema["not"]):
        return False
    if "if" in schema:
        branch = schema.get("then" if inner(value, schema["if"]) else "else", True)
        if not inner(value, branch):
            return False
    if isinstance(value, list) and schema.get("uniqueItems"):
        budget.spend(len(value) ** 2 // 8)
    return _of_type(value, schema, inner)


def same(one: Any, other: Any) -> bool:
    """Say whether two values are equal in JSON, where ``true`` is not 1."""
    return (type(one) is type(other) and one == other) or (
        is_type(one, "number") and is_type(other, "number") and one == other
    )


def _of_type(value: Any, schema: dict[str, Any], inner: Any) -> bool:
    if isinstance(value, str):
        return _string(value, schema)
    if is_type(value, "number"):
        return _number(value, schema)
    if isinstance(value, list):
        return _array(value, schema, inner)
    return not isinstance(value, dict) or _object(value, schema, inner)


def _string(value: str, schema: dict[str, Any]) -> bool:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    pattern = schema.get("pattern")
    return not isinstance(pattern, str) or matches(pattern, value)


def _number(value: float, schema: dict[str, Any]) -> bool:
    low: Any = schema.get("minimum")
    high: Any = schema.get("maximum")
    above: Any = schema.get("exclusiveMinimum")
    below: Any = schema.get("exclusiveMaximum")
    step: Any = schema.get("multipleOf")
    if (is_type(low, "number") and value < low) or (is_type(high, "number") and value > high):
        return False
    if (is_type(above, "number") and value <= above) or (
        is_type(below, "number") and value >= below
    ):
        return False
    if is_type(step, "number") and step:
        quotient = value / step
        return bool(abs(quotient - round(quotient)) < 1e-9)
    return True


def _array(value: list[Any], schema: dict[str, Any], inner: Any) -> bool:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return False
    if schema.get("uniqueItems") and any(
        same(one, other) for index, one in enumerate(value) for other in value[:index]
    ):
        return False
    first = schema.get("prefixItems", [])
    if not all(inner(item, part) for item, part in zip(value, first, strict=False)):
        return False
    if "contains" in schema and not any(inner(item, schema["contains"]) for item in value):
        return False
    return all(inner(item, schema.get("items", True)) for item in value[len(first) :])


def _object(value: dict[str, Any], schema: dict[str, Any], inner: Any) -> bool:
    properties = schema.get("properties", {})
    if not set(schema.get("required", ())) <= value.keys():
        return False
    if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
        return False
    patterns = schema.get("patternProperties", {})
    extra = schema.get("additionalProperties", True)
    for name, item in value.items():
        matching = [part for pattern, part in patterns.items() if matches(pattern, name)]
        if name in properties:
            matching.append(properties[name])
        if not all(inner(item, part) for part in matching or [extra]):
            return False
    return True
