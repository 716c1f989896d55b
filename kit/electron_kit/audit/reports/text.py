"""The text report: what breaks first, how much of it, each place with its line, what next."""

from __future__ import annotations

import shlex
import textwrap
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import groupby
from typing import TextIO

from ...installation import how_to_call
from ..facts import Confidence
from ..finding import Audit, Finding, Fix, MustReview, Severity
from ..routes import Route
from .alike import MOST as ALIKE
from .folders import by_folder
from .left_out import by_choice, how_to_read, plural, single, total, unread
from .moves import OPENING, held, moving
from .paths import from_here, shown
from .printable import for_terminal

ORDER = (
    Severity.BREAKS,
    Severity.BEHAVIOUR_CHANGE,
    Severity.SILENTLY_IGNORED,
    Severity.REWRITE,
    Severity.INFO,
)
"""Severities as reports show them: what fails on Electron comes first."""
_COLOURS = {
    Severity.BREAKS: "31",
    Severity.BEHAVIOUR_CHANGE: "33",
    Severity.SILENTLY_IGNORED: "35",
    Severity.REWRITE: "36",
    Severity.INFO: "34",
}
_NOT_READ = "31"
# From here on the summary stands at both ends: a screen shows the last lines.
_LONG = 20
_PLACES = 8
_WIDTH = 100
# So many lines of places a message, where the report has other rules to show as well.
_SCREEN = 40
# And lines of one file, behind each other, until the eye stops reading them.
_NUMBERS = 12
Paint = Callable[[str, str], str]


def write(audit: Audit, out: TextIO, *, colour: bool = False) -> None:
    """Write a summary, the findings by severity and rule, what was left out, and what next.

    Args:
        audit: What to report.
        out: Where to write it.
        colour: Whether to use colours.
    """

    def paint(text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if colour else text

    audit = for_terminal(audit)
    count = Counter(finding.code for finding in audit.findings)
    # The rules in the order of the summary: what there is most of first.
    ordered = sorted(
        audit.findings,
        key=lambda f: (ORDER.index(f.severity), -count[f.code], f.code, f.key),
    )
    if ordered:
        _summary(audit, out, paint)
        whole = len({finding.code for finding in ordered}) == 1
        for _, group in groupby(ordered, key=lambda finding: finding.code):
            _rule(list(group), audit, out, paint, whole=whole)
        _routes(audit, out, paint)
        if len(ordered) > _LONG:
            out.write("\n")
            _summary(audit, out, paint)
    else:
        out.write(f"{total(audit)}.\n")
    _left_out(audit, out, paint)
    _next(audit, out, paint)


def _summary(audit: Audit, out: TextIO, paint: Paint) -> None:
    severities = Counter(finding.severity for finding in audit.findings)
    names = Counter((finding.severity, finding.code, finding.name) for finding in audit.findings)
    counts = ", ".join(f"{severities[s]} {s.value}" for s in ORDER if severities[s])
    out.write(f"{total(audit)}: {counts}.\n")
    for severity in ORDER:
        rows = [(n, code, name) for (s, code, name), n in names.items() if s is severity]
        if rows:
            each = ", ".join(
                f"{code} {name} {n}" for n, code, name in sorted(rows, key=lambda r: (-r[0], r[1]))
            )
            label = f"{severity.value:17}{severities[severity]:5}"
            out.write(f"  {paint(label, _COLOURS[severity])}  {each}\n")
    if len(audit.findings) > _LONG:
        folders = by_folder([(shown(f.path, audit), f) for f in audit.findings])
        if len(folders) > 1:
            each = ", ".join(
                f"{folder} {count}" + (f" ({broken} break)" if broken else "")
                for folder, count, broken in folders
            )
            out.write(f"  {'where':22}  {each}\n")


def _rule(findings: list[Finding], audit: Audit, out: TextIO, paint: Paint, *, whole: bool) -> None:
    first = findings[0]
    files = len({finding.path for finding in findings})
    head = paint(f"{first.code} {first.name}", _COLOURS[first.severity])
    where = f"{files} {plural('file', files)}"
    out.write(f"\n{head} · {first.severity.value} · {len(findings)} in {where}\n")
    why = first.why
    if why:
        out.write(f"  Why: {why}\n")
    # What holds for all of them is said once.
    shared = Counter(finding.instead for finding in findings).most_common(1)[0][0]
    if shared:
        out.write(f"  Instead: {shared}\n")
    fixed = sum(isinstance(finding.fix, Fix) for finding in findings)
    if fixed and len(findings) > 1:
        out.write(f"  By machine: {'all' if fixed == len(findings) else fixed}\n")
    alike: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        alike[_said(finding)].append(finding)
    for said, places in sorted(alike.items(), key=lambda item: -len(item[1])):
        message, instead, done = said
        out.write(f"  {message}\n")
        if instead != shared:
            out.write(f"    instead: {instead}\n")
        if done and fixed < len(findings):
            out.write(f"    {done}\n")
        _each(places, audit, out, paint, whole=whole)


def _each(findings: list[Finding], audit: Audit, out: TextIO, paint: Paint, *, whole: bool) -> None:
    """Write the places of which the same is said, those of one file behind each other."""
    lines: list[str] = []
    counted: list[int] = []
    for _, group in groupby(findings, key=lambda f: (f.path, f.cell, f.confidence)):
        alike = list(group)
        single = alike if len(alike) <= ALIKE else alike[:1]
        for finding in single:
            sure = "" if finding.confidence is Confidence.HIGH else f" ({finding.confidence})"
            tag = f"{finding.severity.value} {finding.code}{sure}"
            source = f"  {paint('│', '2')} {finding.source}" if finding.source else ""
            lines.append(f"    {paint(_where(finding, audit), '1')}: {tag}{source}\n")
            counted.append(1)
        if rest := alike[len(single) :]:
            shown = rest if whole else rest[:_NUMBERS]
            numbers = ", ".join(str(finding.line) for finding in shown)
            if len(shown) < len(rest):
                numbers += f", … (--select {rest[0].code} shows all)"
            lines.append(f"      and {len(rest)} more in this file: {numbers}\n")
            counted.append(len(rest))
    end = len(lines) if whole or len(lines) <= _SCREEN else _SCREEN
    out.writelines(lines[:end])
    if left := sum(counted[end:]):
        out.write(f"    and {left} more places (--select {findings[0].code} shows all)\n")


def _routes(audit: Audit, out: TextIO, paint: Paint) -> None:
    """Write which clients a machine can move today, and what holds the others back."""
    said = moving(audit)
    if not said:
        return
    out.write(f"\n{paint('Routes', '1')}: {said}.\n")
    moves = [route for route in audit.routes if route.moves]
    if moves:
        out.write(_places("moves", moves, audit))
    reasons = held(audit)
    for reason, routes in reasons[:_PLACES]:
        out.write(f"{_places('stays', routes, audit)}    {from_here(reason, audit)}\n")
    more = sum(len(routes) for _, routes in reasons[_PLACES:])
    if more:
        out.write(f"  stays: {more} more, each for a reason of its own (--format json has them)\n")


def _places(what: str, routes: list[Route], audit: Audit) -> str:
    named = [
        f"{shown(r.path, audit)}:{f'cell {r.cell}:' if r.cell is not None else ''}{r.line}"
        for r in routes[:_PLACES]
    ]
    more = f" and {len(routes) - _PLACES} more" if len(routes) > _PLACES else ""
    # No line is broken within a path: it is to be copied.
    return (
        "\n".join(
            textwrap.wrap(
                ", ".join(named) + more,
                _WIDTH,
                initial_indent=f"  {what}: ",
                subsequent_indent="         ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
        + "\n"
    )


def _said(finding: Finding) -> tuple[str, str, str]:
    """Return what is said of a finding: once for all of which the same is said."""
    done = ""
    if isinstance(finding.fix, Fix):
        done = "--fix does this"
    elif isinstance(finding.fix, MustReview):
        # What holds a route back is said once, of the route.
        route = finding.fix.reason.startswith(OPENING)
        done = "stays with its route" if route else f"must review: {finding.fix.reason}"
    return finding.message, finding.instead, done


def _where(finding: Finding, audit: Audit) -> str:
    cell = f"cell {finding.cell}:" if finding.cell is not None else ""
    return f"{shown(finding.path, audit)}:{cell}{finding.line}:{finding.column}"


def _left_out(audit: Audit, out: TextIO, paint: Paint) -> None:
    missing = unread(audit)
    if missing:
        out.write("\n" + paint(f"This is not everything: {missing}.", _NOT_READ) + "\n")
    if hint := how_to_read(audit):
        out.write(f"  {hint}\n")
    named = [problem for problem in single(audit) if problem.unread]
    for problem in named:
        out.write(f"  {shown(problem.path, audit)}: {problem.reason}\n")
    notes = by_choice(audit)
    others = [problem for problem in single(audit) if not problem.unread]
    notes += [f"{shown(problem.path, audit)} ({problem.reason})" for problem in others]
    if notes:
        out.write(f"\nLeft out: {'; '.join(notes)}.\n")


def _next(audit: Audit, out: TextIO, paint: Paint) -> None:
    """Write which command comes next."""
    where = " ".join(shlex.quote(root) for root in audit.roots if root != ".")
    where = f" {where}" if where else ""
    fixed = sum(isinstance(finding.fix, Fix) for finding in audit.findings)
    left = len(audit.findings) - fixed
    steps: list[tuple[str, str]] = []
    if fixed:
        changes = f"the {fixed} {plural('change', fixed)} that a machine makes; --fix makes them"
        steps.append(("--diff", changes))
    breaks = Counter(f.code for f in audit.findings if f.severity is Severity.BREAKS)
    if breaks:
        code = min(breaks, key=lambda c: (-breaks[c], c))
        steps.append(("--select B,P", f"what fails, alone; begin with {code}"))
    if left and (len(audit.findings) > _LONG or not breaks):
        steps.append(("--format html --output report.html", "a page to review it by"))
    if audit.unread and not audit.findings:
        steps.append(("--accept-unread", "when you have looked at what was not read"))
    if steps:
        out.write("\n" + paint("Next:", "1") + "\n")
        command = f"{how_to_call()} audit{where}"
        out.writelines(f"  {command} {option}    {what}\n" for option, what in steps)
