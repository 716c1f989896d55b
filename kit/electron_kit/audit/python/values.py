"""What an expression may be, inside the Python front end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..facts import Confidence


@dataclass(frozen=True, slots=True, eq=False)
class Obj:
    """One thing that an expression may be at run time.

    Attributes:
        kind: ``const``; ``text`` (a string known in part, ``{}`` for the rest); ``list`` and
            ``dict`` (``node`` is the display or the call); ``ext`` (a name of another
            package); ``made`` (what calling an ``ext`` gave, with ``path`` for the attributes
            taken since); ``func``, ``class``, ``inst``; ``module``; ``partial``; ``env`` (a
            variable of the environment); ``param`` (a parameter nobody fills in); ``path``
            (attributes of something unknown).
        node: The node that it is written as.
        name: A qualified name, a variable's name, or the dotted text of a ``path``.
        data: The constant, the inner object, the project's module.
        path: The attributes taken from a ``made``.
        confidence: How sure it is that the value arrives.
        route: How it came here, for messages: ``default of parameter model`` …
    """

    kind: str
    node: Any = None
    name: str = ""
    data: Any = None
    path: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    route: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells two of them apart."""
        return (self.kind, id(self.node), self.name, self.path)

    @property
    def whole(self) -> Obj:
        """What is called in the end, without the partials around it."""
        item = self
        while item.kind == "partial":
            item = item.data
        return item

    @property
    def partials(self) -> list[Obj]:
        """The partials around what is called in the end, the outermost first."""
        item, found = self, []
        while item.kind == "partial":
            found.append(item)
            item = item.data
        return found

    def at_most(self, confidence: Confidence) -> Obj:
        """Return it with no more confidence than given."""
        if self.confidence <= confidence:
            return self
        return replace(self, confidence=confidence)

    def by(self, route: str) -> Obj:
        """Return it with a route, unless it has one."""
        return self if self.route else replace(self, route=route)


def distinct(objects: list[Obj], limit: int = 60) -> list[Obj]:
    """Return the objects without repetition, the surest of each first, at most ``limit``."""
    if len(objects) < 2:
        return objects
    seen: dict[tuple[Any, ...], Obj] = {}
    for item in objects:
        known = seen.get(item.key)
        if known is None or known.confidence < item.confidence:
            seen[item.key] = item
    return list(seen.values())[:limit]
