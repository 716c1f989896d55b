"""Routes in words: what a machine can move today, and what holds the others back."""

from __future__ import annotations

import re
from collections import defaultdict

from ..finding import Audit
from ..routes import Route
from .left_out import plural

OPENING = "Left as it is: "
"""How the reason begins of a change that its route holds back."""


def moving(audit: Audit) -> str:
    """Return how many clients move by machine, as a clause.

    Args:
        audit: What to report.
    """
    moves, total = sum(route.moves for route in audit.routes), len(audit.routes)
    said = (
        f"{moves} of {total} {plural('client', total)} can be moved by --fix today, "
        "with all that belongs to it"
    )
    more = by_hand(audit)
    if not more:
        return said
    verb = "is" if more == 1 else "are"
    if not total:
        return f"{more} {plural('client', more)} {verb} to be moved by hand, and none by --fix"
    return f"{said}; {more} more {verb} to be moved by hand"


def by_hand(audit: Audit) -> int:
    """Return how many clients belong to no route: those of languages that are only reported.

    Args:
        audit: What to report.
    """
    routes = {(route.path, route.cell, route.line) for route in audit.routes}
    places = {(f.path, f.cell, f.line) for f in audit.findings if f.code == "R01"}
    return len(places - routes)


def held_by(route: Route) -> str:
    """Return what holds a route back, without the words that every reason begins with."""
    return route.reason.removeprefix(OPENING)


_PLACE = re.compile(r" \((?:[^()]*:)?(?:cell )?\d+\)")


def held(audit: Audit) -> list[tuple[str, list[Route]]]:
    """Return the reasons with the routes that they hold back, those of most routes first.

    Where several routes are held back by the same thing in different places, the places are
    left out.

    Args:
        audit: What to report.
    """
    by_kind: dict[str, list[Route]] = defaultdict(list)
    for route in audit.routes:
        if not route.moves:
            by_kind[_PLACE.sub("", held_by(route))].append(route)
    by_reason = {
        held_by(routes[0]) if len({held_by(r) for r in routes}) == 1 else kind: routes
        for kind, routes in by_kind.items()
    }
    return sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0]))
