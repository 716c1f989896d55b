"""Fixes made until none is left: what one fix uncovers is fixed in the same run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .finding import Audit, Problem
from .frontend import Source
from .rewrite import Rewrite, rewrites

# A fix may stand in the way of another, which may stand in the way of a third.
_ROUNDS = 5


def settled(
    result: Audit,
    sources: Sequence[Source],
    again: Callable[[Sequence[Source]], Audit] | None,
    problems: list[Problem],
) -> tuple[list[Rewrite], Audit]:
    """Return the files that change, each with all its fixes, and what is found in them then.

    Args:
        result: What was found in the sources.
        sources: The files that were audited.
        again: Audits sources as it was done for ``result``; None for one round only.
        problems: Where to note fixes that could not be made.
    """
    made: dict[str, Rewrite] = {}
    trouble: list[Problem] = []
    for _ in range(_ROUNDS):
        trouble = []
        changes = {c.path: c for c in rewrites(result.findings, sources, trouble)}
        if not changes:
            break
        for path, change in changes.items():
            first = made.get(path)
            made[path] = (
                change
                if first is None
                else replace(
                    first,
                    after=change.after,
                    fixes=first.fixes + change.fixes,
                    routes=first.routes | change.routes,
                )
            )
        sources = [
            replace(source, data=changes[source.path].after) if source.path in changes else source
            for source in sources
        ]
        if again is None:
            break
        result = again(sources)
    problems += trouble
    return [change for change in made.values() if change.after != change.before], result
