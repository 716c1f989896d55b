"""What an expression may be at run time, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from .units import Place


class Confidence(IntEnum):
    """How sure the audit is; findings below MEDIUM are hidden by default."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    def __str__(self) -> str:
        """Return the lower-case name that reports use."""
        return self.name.lower()


class Kind(StrEnum):
    """What is known about a value."""

    CONSTANT = "constant"
    LIST = "list"
    MAPPING = "mapping"
    CLASS = "class"
    UNKNOWN = "unknown"


Scalar = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that an expression may be at run time.

    Attributes:
        kind: What is known about it.
        place: Where it is written: the literal, the list, the class's use.
        constant: The value, if it is a constant.
        items: A list's items; each item is the tuple of what it may be.
        entries: A mapping's entries by key.
        complete: Whether ``items`` or ``entries`` are all there are.
        name: A class's or an unknown expression's name (qualified where known).
        confidence: How sure it is that the value arrives.
        origin: Where it comes from, in the front end's own word: ``env``, ``param`` …
    """

    kind: Kind
    place: Place | None = None
    constant: Scalar = None
    items: tuple[tuple[Value, ...], ...] = ()
    entries: Mapping[str, Field] = field(default_factory=dict)
    complete: bool = True
    name: str = ""
    confidence: Confidence = Confidence.HIGH
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a request, or an argument of a constructor.

    Attributes:
        name: Its name on the wire (snake case as the API spells it).
        place: The whole ``name=value`` or the statement that sets it.
        key: Where its name is written, for renaming; None if it is not renamable there.
        value: Where its value's expression is written; None if that is unknown.
        values: Everything it may be; empty where nothing is known.
        confidence: How sure it is that the field reaches the call.
        others: Where else its name is written for the same call, as `key` is: in the other
            branch, by another caller.
    """

    name: str
    place: Place
    key: Place | None = None
    value: Place | None = None
    values: tuple[Value, ...] = ()
    confidence: Confidence = Confidence.HIGH
    others: tuple[Place | None, ...] = ()

    def constants(self) -> tuple[Value, ...]:
        """Return the values that are constants."""
        return tuple(value for value in self.values if value.kind is Kind.CONSTANT)
