"""The words in which a value is followed to where it ends, in every language that is rewritten."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

CALLED = "()"
"""In a path: what a function returns."""
TEXT = "f"
"""In a path: a part of a text."""


@dataclass(frozen=True, slots=True)
class Use:
    """Where a value ends.

    Attributes:
        how: ``client`` (a constructor's argument), ``request`` (a request's field, or the request
            that a client sends), ``setting`` (of the SDK's module), ``header``, ``test``,
            ``shown``, ``compared`` or ``other``.
        node: The call, or the node around it.
        name: The argument's or field's name; of ``other``, what it is.
        path: Where in that the value lies; `TEXT` for a part of a text.
    """

    how: str
    node: Any
    name: str = ""
    path: tuple[str, ...] = ()


@dataclass(slots=True)
class Trail:
    """All uses of a value.

    Attributes:
        uses: Where it ends.
        words: The names that it goes by, each after the file that defines it.
        given: A function that gives it to callers, of which none is in sight; None without one.
    """

    uses: list[Use] = field(default_factory=list)
    words: list[tuple[str, ...]] = field(default_factory=list)
    given: Any = None
