"""Which findings belong to which route, so that each has its hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ..finding import Audit, Finding
from ..routes import Piece, Route

_OF_ALL = ("all@", "checks@", "sets@")
"""How the keys of parts begin that stand for a whole group: they tie every route to every other."""

Spot = tuple[str, int | None]


def by_route(audit: Audit) -> tuple[dict[Route, list[Finding]], list[Finding]]:
    """Return the findings of each route, and those that belong to none or to several.

    A finding belongs to the route whose part it is, or whose part stands nearest above it in the
    same file; where the file has parts of no route, it stands apart.

    Args:
        audit: What to report.
    """
    owners = _owners(audit)
    spots: dict[Spot, list[tuple[int, frozenset[Route]]]] = defaultdict(list)
    for piece in audit.pieces:
        if not piece.key.startswith(_OF_ALL) and owners.get(piece.key):
            spots[piece.path, piece.cell].append((piece.line, frozenset(owners[piece.key])))
    shares: dict[Route, list[Finding]] = {route: [] for route in audit.routes}
    apart: list[Finding] = []
    for finding in audit.findings:
        mine = _nearest(finding, spots.get((finding.path, finding.cell), []))
        if len(mine) == 1:
            shares[next(iter(mine))].append(finding)
        else:
            apart.append(finding)
    return shares, apart


def _nearest(finding: Finding, here: list[tuple[int, frozenset[Route]]]) -> frozenset[Route]:
    if not here:
        return frozenset()
    above = [(line, routes) for line, routes in here if line <= finding.line]
    last = max(above, key=lambda spot: spot[0])[0] if above else min(line for line, _ in here)
    at = [routes for line, routes in here if line == last]
    # The part that is one route's alone says more than the one that several share.
    return min(at, key=len)


def _owners(audit: Audit) -> Mapping[str, set[Route]]:
    """Return the routes that each part belongs to: of what a client needs, and what needs it."""
    pieces = {piece.key: piece for piece in audit.pieces}
    heads = {(route.path, route.cell, route.line, route.name): route for route in audit.routes}
    readers: dict[str, list[str]] = defaultdict(list)
    for piece in audit.pieces:
        for need in piece.needs:
            readers[need].append(piece.key)
    owners: dict[str, set[Route]] = defaultdict(set)
    for piece in audit.pieces:
        route = heads.get((piece.path, piece.cell, piece.line, piece.name))
        if piece.kind != "client" or route is None:
            continue
        for key in _reached(piece, pieces, readers):
            owners[key].add(route)
    return owners


def _reached(
    head: Piece, pieces: Mapping[str, Piece], readers: Mapping[str, list[str]]
) -> set[str]:
    """Return a client's parts: its requests, then whatever those and it need."""
    own = {head.key}
    own |= {key for key in readers.get(head.key, ()) if not key.startswith(_OF_ALL)}
    todo, seen = list(own), set(own)
    while todo:
        piece = pieces.get(todo.pop())
        for need in piece.needs if piece is not None else ():
            other = pieces.get(need)
            away = need.startswith(_OF_ALL) or (other is not None and other.kind == "client")
            if need not in seen and not away:
                seen.add(need)
                todo.append(need)
    return seen
