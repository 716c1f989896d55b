"""The decision: which parts move, which findings keep their change, and what holds the others."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from ..finding import Audit, Edit, Finding, Fix, MustReview
from .pieces import Piece, merged

# A route is told by its client; whatever else moves is counted with it.
_HEADS = ("client",)
_UNREPORTED = "is not reported as the audit is set"
STORED = "stored@"
"""How the key of a variable begins that configuration may store."""


@dataclass(frozen=True, slots=True)
class Route:
    """A client with everything that has to move with it.

    Attributes:
        path: The file in which the client is made.
        line: Its line.
        cell: Its notebook cell, or None.
        name: How a sentence calls the client.
        moves: Whether ``--fix`` moves it.
        reason: What holds it back, in one line; empty if it moves.
    """

    path: str
    line: int
    cell: int | None
    name: str
    moves: bool
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the route as the JSON report shows it."""
        return {
            "path": self.path, "line": self.line, "cell": self.cell, "name": self.name,
            "moves": self.moves, "reason": self.reason or None,
        }  # fmt: skip


def decided(audit: Audit, pieces: Iterable[Piece], still: Container[str] = ()) -> Audit:
    """Return an audit whose findings keep their change only where a whole route moves.

    Args:
        audit: What the rules found, with the change that each finding asks for.
        pieces: The parts of all routes.
        still: The keys of parts of which it is known why they stay.
    """
    known: dict[str, Piece] = {}
    for piece in pieces:
        known[piece.key] = merged(known[piece.key], piece) if piece.key in known else piece
    stored = {need for piece in known.values() if piece.stored for need in piece.needs}
    for key, piece in known.items():
        if piece.open and not piece.obstacle and key not in stored:
            reason = "is set nowhere in sight"
            known[key] = replace(piece, obstacle=reason)
    carried = {f.fix.part for f in audit.findings if isinstance(f.fix, Fix)}
    reviewed = {
        (f.path, f.cell, f.line, f.code) for f in audit.findings if isinstance(f.fix, MustReview)
    }
    for key, piece in known.items():
        if key in still or piece.obstacle:
            continue
        if piece.edits and piece.code and key not in carried:
            here = (piece.path, piece.cell, piece.line, piece.code)
            reason = "is left to a person" if here in reviewed else _UNREPORTED
            known[key] = replace(piece, obstacle=reason)
    moving = _moving(known)
    routes = _components(known, moving)
    findings = tuple(_judged(f, known, moving, routes) for f in audit.findings)
    findings = _attached(findings, known, moving, routes)
    heads = [p for p in known.values() if p.kind in _HEADS and (p.code or p.edits)]
    return replace(
        audit,
        findings=findings,
        pieces=tuple(known.values()),
        routes=tuple(sorted(
            (_route(piece, known, moving) for piece in heads),
            key=lambda r: (r.path, r.cell or 0, r.line),
        )),
    )  # fmt: skip


def held(audit: Audit, reasons: Mapping[str, str]) -> Audit:
    """Return an audit in which some more parts are held back.

    Args:
        audit: A decided audit.
        reasons: Why a part cannot move, by its key.
    """
    pieces = [
        replace(piece, obstacle=piece.obstacle or reasons[piece.key])
        if piece.key in reasons
        else piece
        for piece in audit.pieces
    ]
    # Their findings have lost their changes, which says nothing of the reason.
    still = {piece.key for piece in pieces} - _moving({p.key: p for p in audit.pieces})
    return decided(audit, pieces, still)


def _moving(known: Mapping[str, Piece]) -> set[str]:
    """Return the largest set of parts that nothing holds and that needs nothing else."""
    moving = {key for key, piece in known.items() if not piece.obstacle}
    readers: dict[str, list[str]] = defaultdict(list)
    for key, piece in known.items():
        for need in piece.needs:
            readers[need].append(key)
    # What configuration stores counts where there is any.
    todo = deque(n for n in set(readers) - moving if n in known or not n.startswith(STORED))
    while todo:
        for key in readers.get(todo.popleft(), ()):
            if key in moving:
                moving.discard(key)
                todo.append(key)
    return moving


def _components(known: Mapping[str, Piece], moving: set[str]) -> dict[str, str]:
    """Return for each moving part the name of the route that it belongs to: its first part's key.

    The first by name, since sets have no order: two runs give a route the same name.
    """
    root = {key: key for key in moving}

    def find(key: str) -> str:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for key in moving:
        for need in known[key].needs & moving:
            one, other = sorted((find(need), find(key)))
            root[other] = one
    return {key: find(key) for key in moving}


def _silent(known: Mapping[str, Piece], moving: set[str]) -> list[Piece]:
    return [p for key, p in known.items() if key in moving and p.edits and not p.code]


def _attached(
    findings: tuple[Finding, ...],
    known: Mapping[str, Piece],
    moving: set[str],
    routes: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Return findings with the changes of parts that have no finding of their own."""
    more: dict[str, dict[str, list[Edit]]] = defaultdict(lambda: defaultdict(list))
    for piece in _silent(known, moving):
        more[routes[piece.key]][piece.path] += piece.edits
    homes = {
        (finding.path, finding.fix.route) for finding in findings if isinstance(finding.fix, Fix)
    }
    result = []
    for finding in findings:
        fix = finding.fix
        if isinstance(fix, Fix) and fix.route in more:
            files = more[fix.route]
            here = files.pop(finding.path, [])
            there = [path for path in files if (path, fix.route) not in homes]
            elsewhere = tuple((path, edit) for path in there for edit in files.pop(path))
            edits = tuple(dict.fromkeys((*fix.edits, *here)))
            new = replace(fix, edits=edits, elsewhere=elsewhere)
            finding = replace(finding, fix=new)  # noqa: PLW2901
        result.append(finding)
    return tuple(result)


def _judged(
    finding: Finding, known: Mapping[str, Piece], moving: set[str], routes: Mapping[str, str]
) -> Finding:
    fix = finding.fix
    if not isinstance(fix, Fix):
        return finding
    if fix.part in moving:
        return replace(finding, fix=replace(fix, route=routes[fix.part]))
    piece = known.get(fix.part)
    if piece is None:
        reason = "It is not seen to reach a request that moves: change it if it does."
    else:
        reason = _reason(piece, known, moving)
    return replace(finding, fix=MustReview(reason))


def _route(piece: Piece, known: Mapping[str, Piece], moving: set[str]) -> Route:
    moves = piece.key in moving
    reason = "" if moves else _reason(piece, known, moving)
    return Route(piece.path, piece.line, piece.cell, piece.name, moves, reason)


def _reason(piece: Piece, known: Mapping[str, Piece], moving: set[str]) -> str:
    """Return what holds a part back: its own obstacle, or the nearest one among what it needs."""
    if piece.obstacle:
        return f"It {piece.obstacle}."
    before: dict[str, str] = {}
    todo = deque([piece.key])
    seen = {piece.key}
    while todo:
        key = todo.popleft()
        for need in sorted(known[key].needs):
            if need in moving or need in seen or (need not in known and need.startswith(STORED)):
                continue
            seen.add(need)
            before[need] = key
            last = known.get(need)
            if last is None or last.obstacle:
                return _said(piece, known, before, need)
            todo.append(need)
    return "What it needs does not move."


def _said(piece: Piece, known: Mapping[str, Piece], before: Mapping[str, str], end: str) -> str:
    last = known.get(end)
    if last is None:
        kind, _, name = end.partition("@")
        if kind in ("env", "file"):
            return f"Left as it is: no request is seen to read `{name}`."
        return "Left as it is: what it needs is not in sight."
    between = known[before[end]]
    subject = last.name if last.kind == "name" else f"{last.name} in {last.where}"
    if before[end] == piece.key or between.kind not in ("key", "model", "name"):
        return f"Left as it is: {subject} {last.obstacle}."
    verb = "used" if between.kind == "model" else "read"
    subject = f"{subject}, which {last.obstacle}"
    return f"Left as it is: {between.name} is also {verb} by {subject}."
