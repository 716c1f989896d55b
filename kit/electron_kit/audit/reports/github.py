"""GitHub annotations: one workflow command a finding."""

from __future__ import annotations

from typing import TextIO

from ..finding import Audit, Finding, Severity
from .left_out import single, unread

_LEVELS = {
    Severity.BREAKS: "error",
    Severity.REWRITE: "warning",
    Severity.BEHAVIOUR_CHANGE: "warning",
    Severity.SILENTLY_IGNORED: "warning",
    Severity.INFO: "notice",
}


def write(audit: Audit, out: TextIO, *, colour: bool = False) -> None:
    """Write a line for each finding, in the form that a workflow's log understands.

    Args:
        audit: What to report.
        out: Where to write it.
        colour: Of no effect here.
    """
    del colour
    for finding in audit.findings:
        out.write(_command(finding) + "\n")
    missing = unread(audit)
    if missing:
        out.write(f"::error title=not everything was read::{_data(missing)}.\n")
    for problem in single(audit):
        if problem.unread:
            path = _property(problem.path)
            out.write(f"::warning file={path},title=not read::{_data(problem.reason)}\n")


def _command(finding: Finding) -> str:
    # Lines of a notebook's cell are not lines of its file.
    where = "" if finding.cell is not None else _where(finding)
    title = f"{finding.code} {finding.name}"
    text = finding.message
    if finding.cell is not None:
        text = f"Cell {finding.cell}, line {finding.line}: {text}"
    if finding.instead:
        text += f"\nInstead: {finding.instead}"
    return (
        f"::{_LEVELS[finding.severity]} file={_property(finding.path)}{where},"
        f"title={_property(title)}::{_data(text)}"
    )


def _where(finding: Finding) -> str:
    return f",line={finding.line},endLine={finding.end_line},col={finding.column}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
