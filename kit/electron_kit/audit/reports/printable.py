"""What a terminal may be given of others' code and of their files' names."""

from __future__ import annotations

import re
from dataclasses import replace

from ..finding import Audit

# What moves the cursor, colours or hides text, begins a line, or turns the order of letters: a
# report would show something else than what is there.
_COMMANDS = re.compile("[\0-\x08\n-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    r"""Return a text with a terminal's commands written out.

    Args:
        text: A path, a line of source, or a sentence that quotes one.

    >>> print(printable("a\x1b[31mb\n"))
    a\x1b[31mb\n
    """
    return _COMMANDS.sub(lambda match: ascii(match[0])[1:-1], text)


def for_terminal(audit: Audit) -> Audit:
    """Return an audit whose paths and quotations can be shown in a terminal.

    Args:
        audit: What to report.
    """
    return replace(
        audit,
        findings=tuple(
            replace(
                each, path=printable(each.path), source=printable(each.source),
                message=printable(each.message), instead=printable(each.instead),
            )
            for each in audit.findings
        ),
        problems=tuple(
            replace(each, path=printable(each.path), reason=printable(each.reason))
            for each in audit.problems
        ),
        routes=tuple(
            replace(each, path=printable(each.path), reason=printable(each.reason))
            for each in audit.routes
        ),
    )  # fmt: skip
