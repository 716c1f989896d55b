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
    """Return how much moves by machine, as a clause; empty where nothing makes a request.

    Args:
        audit: What to report.
    """
    moves, total = sum(route.moves for route in audit.routes), len(audit.routes)
    more, models = by_hand(audit), in_frameworks(audit)
    said = []
    if total:
        said.append(
            f"{moves} of {total} {plural('client', total)} can be moved by --fix today, "
            "with all that belongs to it"
        )
    if more:
        alone = f"{more} more" if total else f"{more} {plural('client', more)}"
        end = "" if total else ", and none by --fix"
        said.append(f"{alone} {_are(more)} to be moved by hand{end}")
    if models:
        end = "" if said else ", and nothing moves by --fix"
        said.append(
            f"{models} {plural('model', models)} of frameworks {_are(models)} set by hand, in "
            f"the framework's own way{end}"
        )
    return "; ".join(said)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def in_frameworks(audit: Audit) -> int:
    """Return how many models or clients a framework makes, which no route holds.

    Args:
        audit: What to report.
    """
    return sum(finding.code == "R05" for finding in audit.findings)


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
