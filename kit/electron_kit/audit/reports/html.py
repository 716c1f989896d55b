"""The HTML report: one page, nothing loaded from elsewhere, for whoever decides about the move."""

from __future__ import annotations

from collections import Counter, defaultdict
from html import escape
from importlib.resources import files
from typing import TextIO

from ..facts import Confidence
from ..finding import Audit, Finding, Fix, MustReview, Severity
from ..routes import Route
from ..rules import rules
from . import left_out
from .effort import EFFORT, Verdict, hours, verdict
from .left_out import by_choice, single, unread
from .moves import by_hand, held, held_by, moving
from .paths import from_here, shown
from .shares import by_route
from .text import ORDER

_WORDS = {
    Severity.BREAKS: ("breaks", "an error, or an endpoint that Electron does not have"),
    Severity.BEHAVIOUR_CHANGE: ("behaves differently", "works, but not as before"),
    Severity.SILENTLY_IGNORED: ("silently ignored", "taken without a promised effect"),
    Severity.REWRITE: ("to be rewritten", "base URL, key, model and the like"),
    Severity.INFO: ("good to know", "credentials read outside of a client"),
}


def write(audit: Audit, out: TextIO, *, colour: bool = False) -> None:
    """Write the page.

    Args:
        audit: What to report.
        out: Where to write it.
        colour: Of no effect here.
    """
    del colour
    by_file: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        by_file[finding.path].append(finding)
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    out.write(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>Moving to Electron: {len(audit.findings)} findings</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
    )
    _head(audit, by_file, out)
    _first(audit, out)
    _files(by_file, out)
    _details(by_file, out)
    _left_out(audit, out)
    out.write("</main>\n</body>\n</html>\n")


def _head(audit: Audit, by_file: dict[str, list[Finding]], out: TextIO) -> None:
    found: Verdict = verdict(audit)
    total = len(audit.findings)
    fixable = sum(isinstance(finding.fix, Fix) for finding in audit.findings)
    out.write(
        f'<p class="soft small">electron-kit audit · {audit.files:,} files read</p>\n'
        "<h1>Can this code move to Electron?</h1>\n"
        f'<div class="verdict" style="--tone:var(--{found.tone})">'
        f"<strong>{escape(found.answer)}</strong>"
        f"<p>{escape(found.reason)}</p></div>\n"
    )
    if not total:
        return
    _routes(audit, out)
    counts = Counter(finding.severity for finding in audit.findings)
    out.write(
        f"<h2>Findings by kind</h2>\n<p>{left_out.total(audit)}; "
        f"<code>electron-kit audit --fix</code> makes {fixable} of the changes.</p>\n"
        '<ul class="counts">\n'
    )
    for severity in ORDER:
        if counts[severity]:
            word, meaning = _WORDS[severity]
            out.write(
                f'<li style="--tone:var(--{severity.value})"><b>{counts[severity]}</b>{word}'
                f"<br><span>{meaning}</span></li>\n"
            )
    out.write("</ul>\n")


def _routes(audit: Audit, out: TextIO) -> None:
    """Write what moves today, what holds the rest back, and how long that takes."""
    low, high = hours(audit.findings)
    out.write("<h2>What can move today</h2>\n")
    said = moving(audit) or "no client is in sight that could be moved"
    out.write(f"<p><strong>{escape(said[:1].upper() + said[1:])}.</strong></p>\n")
    if audit.routes or by_hand(audit):
        moves = [route for route in audit.routes if route.moves]
        if moves:
            out.write(f'<p class="small">By machine: {_places(moves, audit)}</p>\n')
        for reason, routes in held(audit):
            said = from_here(reason[:1].upper() + reason[1:], audit)
            out.write(
                f'<div class="finding"><p>{escape(said)}</p>'
                f'<p class="small soft">This holds back {_places(routes, audit)}</p></div>\n'
            )
        _shares(audit, out)
    out.write(
        f"<p>What is left is roughly <strong>{low} to {high} hours</strong> "
        "of a person's work.</p>\n"
        '<p class="soft small">The hours are a rule of thumb: a span for each kind of finding, '
        "given below, added up. They hold for someone who knows the code, "
        "without review and release.</p>\n"
    )


def _shares(audit: Audit, out: TextIO) -> None:
    """Write the hours of each route, and of what belongs to none."""
    shares, apart = by_route(audit)
    out.write(
        "<h3>Hours by client</h3>\n<table>\n<thead><tr><th>client</th>"
        '<th class="wide">what holds it</th><th class="n">findings</th>'
        '<th class="n">by hand</th><th class="n">hours</th></tr></thead>\n<tbody>\n'
    )
    for route, findings in sorted(
        shares.items(), key=lambda item: (-hours(item[1])[1], item[0].path, item[0].line)
    ):
        what = "moves by --fix" if route.moves else from_here(held_by(route), audit)
        place = f"<code>{escape(_place(route, audit))}</code>"
        _row(place, what[:1].upper() + what[1:], findings, out)
    if apart:
        _row("apart", "Of no client that is seen, or of several", apart, out)
    out.write("</tbody>\n</table>\n")


def _row(place: str, what: str, findings: list[Finding], out: TextIO) -> None:
    low, high = hours(findings)
    manual = sum(not isinstance(finding.fix, Fix) for finding in findings)
    out.write(
        f'<tr><td>{place}</td><td class="wide">{escape(what)}</td>'
        f'<td class="n">{len(findings)}</td><td class="n">{manual}</td>'
        f'<td class="n">{low} to {high}</td></tr>\n'
    )


def _place(route: Route, audit: Audit) -> str:
    cell = f"cell {route.cell}:" if route.cell is not None else ""
    return f"{shown(route.path, audit)}:{cell}{route.line}"


def _places(routes: list[Route], audit: Audit) -> str:
    return ", ".join(f"<code>{escape(_place(route, audit))}</code>" for route in routes)


def _first(audit: Audit, out: TextIO) -> None:
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in audit.findings:
        by_code[finding.code].append(finding)
    if not by_code:
        return
    titles = {rule.code: rule.title for rule in rules()}
    out.write('<h2>What must change first</h2>\n<ol class="steps">\n')
    ranked = sorted(
        by_code.items(),
        key=lambda item: (ORDER.index(item[1][0].severity), -len(item[1]), item[0]),
    )
    for code, findings in ranked:
        files = len({finding.path for finding in findings})
        manual = sum(not isinstance(finding.fix, Fix) for finding in findings)
        by_tool = "all by --fix" if not manual else f"{manual} by hand"
        low, high = EFFORT.get(code) or (0, 0)
        each = f", {low} to {high} minutes each by hand" if manual and high else ""
        out.write(
            f'<li><span class="tag" style="--tone:var(--{findings[0].severity.value})">'
            f"{code}</span>"
            f'{escape(titles[code])} <span class="soft small">({len(findings)} in '
            f"{files} file{'s' * (files != 1)}; {by_tool}{each})</span><br>"
            f'<span class="small">Instead: {escape(findings[0].instead)}</span></li>\n'
        )
    out.write("</ol>\n")


def _files(by_file: dict[str, list[Finding]], out: TextIO) -> None:
    if not by_file:
        return
    out.write(
        "<h2>Effort by file</h2>\n<table>\n<thead><tr><th>file</th>"
        '<th class="wide">kinds</th><th class="n">findings</th><th class="n">by hand</th>'
        '<th class="n">hours</th></tr></thead>\n<tbody>\n'
    )
    numbers = {path: number for number, path in enumerate(by_file)}
    for path, findings in sorted(by_file.items(), key=lambda item: (-hours(item[1])[1], item[0])):
        low, high = hours(findings)
        counts = Counter(finding.severity for finding in findings)
        bar = "".join(
            f'<i style="flex:{counts[severity]};--tone:var(--{severity.value})" '
            f'title="{counts[severity]} {_WORDS[severity][0]}"></i>'
            for severity in ORDER
            if counts[severity]
        )
        manual = sum(not isinstance(finding.fix, Fix) for finding in findings)
        out.write(
            f'<tr><td><a href="#f{numbers[path]}"><code>{escape(path)}</code></a></td>'
            f'<td class="wide"><div class="bar">{bar}</div></td><td class="n">{len(findings)}</td>'
            f'<td class="n">{manual}</td><td class="n">{low} to {high}</td></tr>\n'
        )
    out.write("</tbody>\n</table>\n")


def _details(by_file: dict[str, list[Finding]], out: TextIO) -> None:
    if not by_file:
        return
    out.write("<h2>Findings</h2>\n")
    for number, (path, findings) in enumerate(by_file.items()):
        out.write(
            f'<details id="f{number}"{" open" if len(by_file) < 4 else ""}>'
            f"<summary><code>{escape(path)}</code> "
            f'<span class="soft small">{len(findings)}</span></summary>\n'
        )
        for finding in findings:
            _finding(finding, out)
        out.write("</details>\n")
    out.write(
        '<script>addEventListener("hashchange",o);function o(){var e=location.hash&&'
        "document.querySelector(location.hash);if(e)e.open=true}o()</script>\n"
    )


def _finding(finding: Finding, out: TextIO) -> None:
    cell = f"cell {finding.cell}, " if finding.cell is not None else ""
    sure = "" if finding.confidence is Confidence.HIGH else f" · {finding.confidence} confidence"
    out.write(
        f'<div class="finding"><span class="tag" '
        f'style="--tone:var(--{finding.severity.value})">{finding.code} '
        f'{finding.name}</span><span class="soft small">{cell}line {finding.line}{sure}</span>'
        f"<p>{escape(finding.message)}</p>\n"
    )
    if finding.source:
        out.write(f"<pre><code>{escape(finding.source)}</code></pre>\n")
    if finding.instead:
        out.write(f'<p class="small">Instead: {escape(finding.instead)}</p>\n')
    if isinstance(finding.fix, Fix):
        out.write('<p class="small soft">--fix makes this change.</p>\n')
    elif isinstance(finding.fix, MustReview):
        out.write(f'<p class="small soft">By hand: {escape(finding.fix.reason)}</p>\n')
    if finding.why:
        out.write(f'<p class="small soft">Why: {escape(finding.why)}</p>\n')
    out.write("</div>\n")


def _left_out(audit: Audit, out: TextIO) -> None:
    missing = unread(audit)
    notes = [f"{missing}."] if missing else []
    notes += [f"{problem.path}: {problem.reason}" for problem in single(audit)]
    notes += [f"{note}." for note in by_choice(audit)]
    if notes:
        items = "".join(f"<li>{escape(note)}</li>" for note in notes)
        out.write(f'<h2>Not in this report</h2>\n<ul class="small">{items}</ul>\n')
