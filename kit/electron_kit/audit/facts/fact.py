"""A fact, and all facts of a project; whose endpoint a client talks to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from ..units import Place
from ..values import Confidence


class Provider(StrEnum):
    """Whose endpoint a client talks to, as far as the code says."""

    OPENAI = "openai"
    AZURE = "azure"
    ELECTRON = "electron"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the code does.

    Attributes:
        place: Where it does it.
        confidence: How sure the front end is.
    """

    place: Place
    confidence: Confidence = Confidence.HIGH


FactT = TypeVar("FactT", bound=Fact)


@dataclass(slots=True)
class Facts:
    """All facts of one project, for rules that look beyond the fact in hand."""

    all: list[Fact] = field(default_factory=list)

    def of(self, kind: type[FactT]) -> list[FactT]:
        """Return the facts of one kind, in the order of the front ends."""
        return [fact for fact in self.all if isinstance(fact, kind)]
