"""Facts of what code reads and decides by: models' names, content, errors, chunks."""

from __future__ import annotations

from dataclasses import dataclass

from ..units import Place
from .fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLogic(Fact):
    """Code whose way depends on the model's name (B09).

    Attributes:
        how: What it does: ``"branches on"``, ``"looks up"``, ``"restricts to"``,
            ``"counts tokens by"``.
        detail: What it names, such as ``startswith("gpt-")``.
    """

    how: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentUse(Fact):
    """A way of reading ``content`` that a filler sentence upsets (C01).

    Attributes:
        how: ``"none-means-tool-call"``, ``"content-first"`` or ``"content-dropped"``.
    """

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRead(Fact):
    """An error's field or text is read that Electron fills otherwise (C02).

    Attributes:
        what: ``"code"``, ``"param"``, or the message text that is matched.
        still: What tells the case on Electron, too: ``"status"`` that is asked for beside it,
            ``"type"`` that the SDK writes into the text; empty if nothing does.
    """

    what: str
    still: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkIndex(Fact):
    """A chunk's ``choices[0]`` is read without a guard (C04).

    Attributes:
        name: The chunk's variable.
        include_usage: Whether the stream asks for usage; None if that is unknown.
        statement: The whole statement, where a guard would go; None if there is no safe place.
    """

    name: str
    include_usage: bool | None
    statement: Place | None = None
