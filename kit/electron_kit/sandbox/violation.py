"""What a request's check finds: an entry of ``details``, and what is said of a value's type."""

from __future__ import annotations

from typing import Any, NamedTuple

from electron_kit.contract import Basis, Record

Path = tuple[str | int, ...]


class Violation(NamedTuple):
    """One entry of ``details``.

    Attributes:
        code: What kind of violation it is.
        message: What is wrong, in a sentence without an end.
        path: Where it is in the request.
        record: The contract's record of the rule, where it is more than the type of a field.
    """

    code: str
    message: str
    path: Path
    record: Record | None = None

    @property
    def assumed(self) -> bool:
        """Whether the contract is silent about it."""
        return self.record is not None and self.record.electron.basis is Basis.ASSUMED

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as it is sent: a path is strings, also where it is an index."""
        return {"code": self.code, "message": self.message, "path": [str(p) for p in self.path]}


PYTHON: dict[str, type] = {"string": str, "boolean": bool, "array": list, "object": dict}
NAMES = {
    str: "string",
    bool: "boolean",
    list: "array",
    dict: "object",
    int: "number",
    float: "number",
    type(None): "null",
}


def kind_of(value: Any, types: tuple[str, ...]) -> str | None:
    """Return which of the JSON types a value has, or None."""
    for kind in types:
        if kind == "integer":
            if type(value) is int or (type(value) is float and value.is_integer()):
                return kind
        elif kind == "number":
            if type(value) is int or type(value) is float:
                return kind
        elif isinstance(value, PYTHON[kind]):
            return kind
    return None


def type_error(value: Any, types: tuple[str, ...], path: Path) -> Violation:
    """Return what is said of a value of another type."""
    return Violation(
        "invalid_type", f"Expected {either(types)}, received {NAMES[type(value)]}", path
    )


def either(names: tuple[str, ...] | list[str]) -> str:
    """Return names as a choice in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def short(value: str) -> str:
    """Return a text as a message quotes it."""
    return repr(value if len(value) <= 40 else f"{value[:40]}…")
