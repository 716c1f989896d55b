"""The JSON report: one object, for programs."""

from __future__ import annotations

import json
from typing import TextIO

from ..finding import Audit
from .alike import folded
from .left_out import counted

SCHEMA = 1
"""The version of the form; it is described by `electron-kit explain --schema`."""


def write(audit: Audit, out: TextIO, *, colour: bool = False) -> None:
    """Write ``{"schema": 1, "findings": […], "complete": …, "problems": […], "files": …}``.

    ``alike`` has the ids of those of one file of which the same is said more than three times.
    ``complete`` is false where something that may hold a call was not read.

    Args:
        audit: What to report.
        out: Where to write it.
        colour: Of no effect here.
    """
    del colour
    report = {
        "schema": SCHEMA,
        "findings": [finding.as_json() for finding in audit.findings],
        "alike": [
            [finding.id for finding in group] for group in folded(audit.findings) if len(group) > 1
        ],
        "routes": [route.as_json() for route in audit.routes],
        "complete": not audit.unread,
        "not_read": counted(audit),
        "problems": [
            {
                "path": item.path,
                "reason": item.reason,
                "unread": item.unread,
                "kind": item.kind or None,
            }
            for item in audit.problems
        ],
        "files": audit.files,
        "suppressed": audit.suppressed,
        "hidden": audit.hidden,
    }
    json.dump(report, out, indent=2, ensure_ascii=False)
    out.write("\n")
