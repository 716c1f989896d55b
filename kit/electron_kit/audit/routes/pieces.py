"""The parts of one group's routes, with what the rules know of them, ready to leave a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..facts import (
    Call,
    ChunkIndex,
    Fact,
    MessagePart,
    MessageRole,
    Part,
    Place,
    Repair,
    SchemaOutput,
    part_key,
)
from ..finding import Edit, MustReview, Severity
from ..frontend import FrontEnd
from ..options import Options
from ..rule import Report
from ..suppress import suppressed

_SHARED = (MessageRole, MessagePart, SchemaOutput, ChunkIndex)
"""Facts about requests that do not say which: those of the file, or of the group."""

_SENDERS = ("set-client@", "module@", "legacy-call@", "all@")
"""How the keys of parts begin that send requests."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a route, without its text.

    Attributes:
        key: What other parts call it.
        kind: As `Part` has it.
        name: How a sentence calls it.
        path: The file it stands in.
        line: Its line.
        cell: Its notebook cell, or None.
        code: The rule that reports its change; empty if it is another finding's.
        needs: The keys of the parts without which it does not move.
        obstacle: Why it cannot move, as a clause; empty if it can.
        edits: What moves it.
        words: Names that code elsewhere may know it by, each after the file that defines it.
        stored: Whether configuration stores it.
        open: Whether it moves only if configuration stores a value for it.
    """

    key: str
    kind: str
    name: str
    path: str
    line: int
    cell: int | None = None
    code: str = ""
    needs: frozenset[str] = frozenset()
    obstacle: str = ""
    edits: tuple[Edit, ...] = ()
    words: tuple[tuple[str, ...], ...] = ()
    stored: bool = False
    open: bool = False

    @property
    def where(self) -> str:
        """Where it stands, as a sentence says it."""
        cell = f"cell {self.cell}:" if self.cell is not None else ""
        return f"{self.path}:{cell}{self.line}"


class Pieces:
    """Collects a group's pieces while its rules run.

    Args:
        facts: All facts of the group.
        front_end: What makes edits of its repairs.
        options: The settings of the scan.
    """

    def __init__(self, facts: Sequence[Fact], front_end: FrontEnd, options: Options) -> None:
        """Take in the parts that the front end knows."""
        self._front_end = front_end
        self._options = options
        self._found: dict[str, Piece] = {}
        self._requests: dict[str, list[str]] = {}
        self._reported: set[str] = set()
        for fact in facts:
            if isinstance(fact, Part):
                self._add(_piece(fact), fact.repair)
                if fact.kind == "request" and not fact.obstacle:
                    self._requests.setdefault(fact.place.unit.path, []).append(fact.key)

    def _add(self, piece: Piece, repair: Repair | None) -> None:
        if repair is not None and not piece.obstacle:
            made = self._front_end.edits(repair, self._options.style)
            if isinstance(made, MustReview):
                reason = made.reason[:1].lower() + made.reason[1:].rstrip(".")
                piece = replace(piece, obstacle=piece.obstacle or f"is left to a person: {reason}")
            else:
                piece = replace(piece, edits=tuple(made))
            if not piece.obstacle and piece.code and not self._options.wants(piece.code):
                piece = _held(piece, f"needs {piece.code}, which was not asked for")
            if not piece.obstacle and piece.code and suppressed(repair.place, piece.code):
                piece = _held(piece, f"is silenced by a comment (ignore[{piece.code}])")
        known = self._found.get(piece.key)
        self._found[piece.key] = piece if known is None else merged(known, piece)

    def stays(self, key: str) -> bool:
        """Say whether a part surely does not move, so that its edits need not be made."""
        piece = self._found.get(key)
        return piece is None or (
            bool(piece.obstacle) and not piece.obstacle.startswith("is left to a person")
        )

    def wants(self, fact: Fact) -> bool:
        """Say whether what rules say of a fact matters to a route."""
        return isinstance(fact, Call | MessageRole | MessagePart | SchemaOutput | ChunkIndex)

    def reported(self, fact: Fact, report: Report, code: str, severity: Severity) -> None:
        """Take in what a rule says of a fact: a change of a request's part, or an obstacle.

        Args:
            fact: The fact.
            report: What the rule reports.
            code: The rule's code.
            severity: What its findings mean for the move.
        """
        if report.repair is not None:
            self._reported.add(part_key(report.repair.action, report.repair.place))
        if report.confidence < self._options.confidence:
            return
        if isinstance(fact, Call):
            requests = [part_key("request", fact.place)] if fact.chats else []
        elif isinstance(fact, _SHARED):
            path = fact.place.unit.path
            requests = self._requests.get(path) or [k for ks in self._requests.values() for k in ks]
        else:
            return
        breaks = severity is Severity.BREAKS
        if report.repair is not None:
            key = part_key(report.repair.action, report.repair.place)
            place = report.place
            piece = Piece(
                key, "field", f"the change for {code}", place.unit.path, place.line,
                place.unit.cell, code, self._senders(requests),
                "" if requests else "is not seen to reach a request",
            )  # fmt: skip
            self._add(piece, report.repair)
            self._tie(requests, key if breaks else "", "")
        elif breaks:
            where = f"{code} in {_where(report.place)}"
            self._tie(requests, "", f"cannot go to Electron as it is ({where})")

    def _senders(self, requests: Sequence[str]) -> frozenset[str]:
        """Return what has to go to Electron for what some requests hold: their clients."""
        found: set[str] = set()
        for key in requests:
            piece = self._found.get(key)
            clients = [n for n in piece.needs if n.startswith(_SENDERS)] if piece else []
            found.update(clients or [key])
        return frozenset(found)

    def _tie(self, requests: Sequence[str], need: str, obstacle: str) -> None:
        for key in requests:
            piece = self._found.get(key)
            if piece is not None and (need or obstacle):
                needs = piece.needs | {need} if need else piece.needs
                self._found[key] = replace(piece, needs=needs, obstacle=piece.obstacle or obstacle)

    def all(self) -> tuple[Piece, ...]:
        """Return the pieces; what no rule reports is changed with its route all the same."""
        return tuple(
            piece if not piece.edits or piece.key in self._reported else replace(piece, code="")
            for piece in self._found.values()
        )


def merged(one: Piece, other: Piece) -> Piece:
    """Return two accounts of the same part as one."""
    obstacle = one.obstacle or other.obstacle
    if one.key.startswith("stored@file:") and one.path != other.path:
        # A program names the file alone: which of them it reads is not known.
        obstacle = obstacle or f"stands in {one.path} and in {other.path}"
    return replace(
        one,
        needs=one.needs | other.needs,
        obstacle=obstacle,
        edits=one.edits or other.edits,
        words=(*one.words, *(word for word in other.words if word not in one.words)),
        stored=one.stored or other.stored,
        open=one.open or other.open,
    )


def _piece(part: Part) -> Piece:
    place = part.place
    return Piece(
        part.key, part.kind, part.name, place.unit.path, place.line, place.unit.cell, part.code,
        frozenset(part.needs), part.obstacle, (), part.words, part.stored, part.open,
    )  # fmt: skip


def _held(piece: Piece, reason: str) -> Piece:
    return replace(piece, obstacle=reason)


def _where(place: Place) -> str:
    cell = f"cell {place.unit.cell}:" if place.unit.cell is not None else ""
    return f"{place.unit.path}:{cell}{place.line}"


__all__ = ["Piece", "Pieces", "merged"]
