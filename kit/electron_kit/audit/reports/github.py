"""GitHub annotations: one workflow command a finding."""

from __future__ import annotations

from typing import TextIO

from ..finding import Audit, Finding, Severity
from .alike import folded
from .left_out import single, unread

_LEVELS = {Severity.BREAKS: "error", Severity.INFO: "notice"}


def write(audit: Audit, out: TextIO, *, colour: bool = False) -> None:
    """Write a line for each finding, in the form that a workflow's log understands.

    Of a file that says the same more than three times, the first line stands for all.

    Args:
        audit: What to report.
        out: Where to write it.
        colour: Of no effect here.
    """
    del colour
    for group in folded(audit.findings):
        out.write(_command(group) + "\n")
    missing = unread(audit)
    if missing:
        out.write(command("error", f"{missing}.", title="not everything was read") + "\n")
    for problem in single(audit):
        if problem.unread:
            told = command("warning", problem.reason, file=problem.path, title="not read")
            out.write(told + "\n")


def _command(group: list[Finding]) -> str:
    finding, *rest = group
    more = f" And {len(rest)} more in this file: {', '.join(str(f.line) for f in rest)}."
    column = {} if finding.cell is not None else {"col": finding.column}
    return annotation(
        Severity(finding.severity),
        f"{finding.code} {finding.name}",
        finding.message + (more if rest else ""),
        finding.instead,
        path=finding.path,
        lines=(finding.line, finding.end_line),
        cell=finding.cell,
        **column,
    )


def annotation(
    severity: Severity,
    title: str,
    message: str,
    instead: str,
    *,
    path: str,
    lines: tuple[int, int],
    cell: int | None,
    **more: int,
) -> str:
    """Return the workflow command that shows a finding on its line.

    Lines of a notebook's cell are not lines of its file, so the text names them there.

    Args:
        severity: What the finding means for the move; it decides the annotation's level.
        title: The rule's code and name.
        message: What happens on Electron.
        instead: What to write instead; empty for nothing.
        path: The file.
        lines: Its first and last line.
        cell: The notebook's cell, or None.
        more: Further places, such as ``col``.
    """
    where: dict[str, str | int] = {"file": path}
    if cell is None:
        where |= {"line": lines[0], "endLine": lines[1], **more}
    else:
        message = f"Cell {cell}, line {lines[0]}: {message}"
    if instead:
        message += f"\nInstead: {instead}"
    return command(_LEVELS.get(severity, "warning"), message, **where, title=title)


def command(level: str, text: str, **places: str | int) -> str:
    """Return a workflow command, with what has a meaning there escaped.

    Args:
        level: ``error``, ``warning`` or ``notice``.
        text: What it says.
        places: Its properties, such as ``file`` and ``title``.
    """
    named = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    return f"::{level} {named}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
