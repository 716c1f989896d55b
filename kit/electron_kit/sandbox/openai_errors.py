"""What OpenAI says of a request that it refuses, in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .openai_models import Complaint


def missing(where: str) -> Complaint:
    """Return what is said of a field that is not there."""
    return Complaint(f"Missing required parameter: '{where}'.", where, "missing_required_parameter")


def in_range(
    name: str, value: Any, whole: bool, low: float | None, high: float | None
) -> Iterator[Complaint]:
    """Yield what is said of a number that is none, or too small or too large."""
    kind = "integer" if whole else "decimal"
    if type(value) is not int and (whole or type(value) is not float):
        yield wrong_type(name, "an integer" if whole else "a decimal", value)
    elif low is not None and value < low:
        yield Complaint(
            f"Invalid '{name}': {kind} below minimum value. Expected a value >= {low}, "
            f"but got {value} instead.",
            name,
            f"{kind}_below_min_value",
        )
    elif high is not None and value > high:
        yield Complaint(
            f"Invalid '{name}': {kind} above maximum value. Expected a value <= {high}, "
            f"but got {value} instead.",
            name,
            f"{kind}_above_max_value",
        )


def wrong_type(where: str, wanted: str, value: Any) -> Complaint:
    """Return what is said of a value of another type."""
    name = {
        bool: "a boolean",
        str: "a string",
        int: "an integer",
        float: "a decimal number",
        list: "an array",
        dict: "an object",
        type(None): "null",
    }[type(value)]
    return Complaint(
        f"Invalid type for '{where}': expected {wanted}, but got {name} instead.",
        where,
        "invalid_type",
    )


def wrong_value(where: str, value: Any, known: tuple[str, ...]) -> Complaint:
    """Return what is said of a value that is none of those there are."""
    shown = str(value)[:40]
    listed = ", ".join(repr(name) for name in known[:-1])
    return Complaint(
        f"Invalid value: '{shown}'. Supported values are: {listed}, and {known[-1]!r}.",
        where,
        "invalid_value",
    )
