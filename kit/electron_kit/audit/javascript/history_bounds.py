"""What keeps a history short: a part of it, a length that is looked at, a summary.

A bound is what shortens the list wherever it grows or before it is sent: the last so many
(``slice(-20)``, ``take``, ``limit``), a length or a count of tokens that is compared, a helper
that trims or sums up. None are: a copy (``slice()``), all but the first or the last, and a
command by which a person may empty it.
"""

from __future__ import annotations

import re

from .syntax import Node
from .written import arguments, last_name

TRIMS = re.compile(
    r"(?i)trim|trunc|prune|compact|summar|shrink|shorten|window|clip|limit|evict|compress|"
    r"counttokens|takelast|lastn\b|recent|fit"
)
_NEAR = frozenset({(), ("0",), ("1",), ("0", "-1")})


def is_part(call: Node) -> bool:
    """Say whether a call takes so many of a list: ``turns.slice(-8)``.

    Args:
        call: A call.
    """
    callee = call.get("function")
    if callee is None or last_name(callee) not in ("slice", "splice"):
        return False
    return tuple(a.text for a in arguments(call)) not in _NEAR


def gives_part(function: Node) -> bool:
    """Say whether a function gives only so much of what it is given: it counts and stops.

    Args:
        function: A function of the project's.
    """
    return any(
        (below.kind == "call_expression" and is_part(below))
        or below.kind == "break_statement"
        or (
            below.kind == "call_expression"
            and (callee := below.get("function")) is not None
            and (TRIMS.search(last_name(callee)) is not None or last_name(callee) == "shift")
        )
        for below in function.walk()
    )
