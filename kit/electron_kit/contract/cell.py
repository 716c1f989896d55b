"""One cell: what becomes of one parameter in some families of OpenAI's, and who saw it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .records import Basis, Source
from .refusals import Refusal
from .sources import THREADS


class Taken(StrEnum):
    """What becomes of a parameter."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    AT_NONE = "only with effort none"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One parameter in some families, or in some models of them.

    Attributes:
        parameter: The field's name; for formats and roles theirs.
        families: The codes of the families.
        fate: What becomes of it.
        refusal: How it is refused, where it is.
        models: The only models of the families that it holds for; empty for all.
        fine: Values that are taken nevertheless: those that are the default anyway.
        limit: The largest number that is taken; None if no limit is known.
        unasked: Whether it is also taken where no effort is given at all.
        doubtful: Whether it may well be refused: reports disagree, or some hint at it.
        evidence: Who saw it, and when.
        sources: Where that was read.
        basis: How it is known.
    """

    parameter: str
    families: tuple[str, ...]
    fate: Taken
    refusal: Refusal | None = None
    models: tuple[str, ...] = ()
    fine: tuple[object, ...] = ()
    limit: int | None = None
    unasked: bool = False
    doubtful: bool = False
    evidence: str = ""
    sources: tuple[Source, ...] = (THREADS,)
    basis: Basis = Basis.REPORTED


def written(
    parameter: str,
    families: str,
    fate: Taken,
    refusal: Refusal | None = None,
    evidence: str = "",
    *,
    models: str = "",
    fine: tuple[object, ...] = (),
    limit: int | None = None,
    unasked: bool = False,
    doubtful: bool = False,
    sources: tuple[Source, ...] = (THREADS,),
    basis: Basis = Basis.REPORTED,
) -> Cell:
    """Return a cell as the table writes it: families and models in one text."""
    return Cell(
        parameter=parameter,
        families=tuple(families.split()),
        fate=fate,
        refusal=refusal,
        models=tuple(models.split()),
        fine=fine,
        limit=limit,
        unasked=unasked,
        doubtful=doubtful,
        evidence=evidence,
        sources=sources,
        basis=basis,
    )
