"""The run of an audit: sources to facts, facts to findings, on every core."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

from .baseline import identified
from .facts import Fact, Facts, Part, Repair, part_key
from .failures import Careful
from .file_selection import walk
from .finding import Audit, Finding, Fix, MustReview, Problem
from .frontend import CONSULTED, REPORT_ONLY, FrontEnd, Source, front_ends
from .kept_names import read_by_none
from .languages import asks_elsewhere
from .options import Options
from .routes import Piece, Pieces, decided, with_unseen
from .rule import Report, Rule
from .rules import rules
from .suppress import suppressed

Progress = Callable[[int, int], None]
"""Called with the groups done and the groups in all."""

# Below this a second process costs more than it saves.
_WORTH_A_PROCESS = 1_500_000
# Bytes of source after whose analysis the trees are collected.
_COLLECT = 1_500_000


def audit(
    paths: Sequence[str | Path], options: Options | None = None, progress: Progress | None = None
) -> Audit:
    """Audit files and directories. Nothing that is read is imported or run.

    Args:
        paths: Files and directories; a file named here is read whatever ignores it.
        options: The settings.
        progress: Told how far the scan is.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    options = options or Options()
    problems: list[Problem] = []
    sources = read(paths, options, problems)
    return audit_sources(sources, options, progress, problems)


def read(paths: Sequence[str | Path], options: Options, problems: list[Problem]) -> list[Source]:
    """Return the sources below some paths that a front end reads.

    Args:
        paths: Files and directories.
        options: The settings.
        problems: Where to note what was left out.

    Raises:
        FileNotFoundError: A path does not exist.
    """
    claims = [end.claims for end in front_ends()]
    return list(walk(paths, claims, options.max_bytes, problems))


def audit_sources(
    sources: Sequence[Source],
    options: Options | None = None,
    progress: Progress | None = None,
    problems: Sequence[Problem] = (),
) -> Audit:
    """Audit sources that were read already.

    Args:
        sources: The files of one or more projects.
        options: The settings.
        progress: Told how far the scan is.
        problems: What went wrong while they were read.
    """
    options = options or Options()
    work: list[tuple[str, list[Source]]] = []
    for front_end in front_ends():
        claimed = [source for source in sources if front_end.claims(source.name)]
        if claimed and front_end.name == "javascript" and asks_elsewhere(sources):
            claimed = [replace(source, asked=True) for source in claimed]
        if claimed and front_end.name in CONSULTED:
            ending = CONSULTED[front_end.name]
            claimed += [replace(s, primary=False) for s in sources if s.path.endswith(ending)]
        work += [(front_end.name, group) for group in _links(front_end, claimed)]
    findings: list[Finding] = []
    trouble = list(problems)
    careful = Careful(trouble)
    whole = True
    silenced = hidden = 0
    pieces: list[Piece] = []
    for done, (part, followed) in enumerate(_run(work, options), 1):
        findings += part.findings
        seen = careful.part("routes", with_unseen, part.pieces, followed, sources)
        whole &= seen is not None
        pieces += seen or ()
        trouble += part.problems
        silenced += part.suppressed
        hidden += part.hidden
        if progress:
            progress(done, len(work))
    shown = [
        finding
        for finding in read_by_none(findings, sources)
        if finding.confidence >= options.confidence
    ]
    hidden += len(findings) - len(shown)
    beside = {source.path for source in sources if not source.primary}
    trouble = [problem for problem in trouble if problem.path not in beside]
    result = Audit(
        findings=identified(sorted(shown, key=lambda finding: finding.key)),
        problems=tuple(sorted(set(trouble))),
        files=sum(source.primary for source in sources),
        suppressed=silenced,
        hidden=hidden,
    )
    judged = careful.part("routes", decided, result, pieces) if whole else None
    return judged if judged is not None else _unjudged(result, trouble)


def _links(front_end: FrontEnd, claimed: Sequence[Source]) -> list[list[Source]]:
    try:
        return front_end.links(claimed)
    except Exception:  # noqa: BLE001 - each by itself, then
        return [[source] for source in claimed]


def _unjudged(result: Audit, trouble: list[Problem]) -> Audit:
    """Return an audit whose routes could not be worked out: nothing of it may be moved."""
    why = MustReview("Left as it is: what belongs to it could not be worked out.")
    findings = tuple(
        replace(finding, fix=why) if isinstance(finding.fix, Fix) else finding
        for finding in result.findings
    )
    return replace(result, findings=findings, problems=tuple(sorted(set(trouble))))


def _run(
    work: list[tuple[str, list[Source]]], options: Options
) -> Iterable[tuple[Audit, tuple[str, ...]]]:
    size = sum(len(source.data) for _, group in work for source in group)
    jobs = options.jobs or os.cpu_count() or 1
    if jobs == 1 or len(work) < 2 or size < _WORTH_A_PROCESS:
        for name, group in work:
            yield _whole_group(name, group, options)
        return
    # The largest groups first, so that no core is left with one at the end.
    work = sorted(work, key=lambda item: -sum(len(source.data) for source in item[1]))
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        # Those one by one: in chunks, the first core would get all the largest.
        large, small = work[: jobs * 16], work[jobs * 16 :]
        parts = []
        for some, chunk in ((large, 1), (small, max(1, len(small) // (jobs * 16)))):
            names, groups = [name for name, _ in some], [group for _, group in some]
            given = (names, groups, [options] * len(some))
            parts.append(pool.map(_whole_group, *given, chunksize=chunk))
        done = 0
        try:
            for part in parts:
                for outcome in part:
                    done += 1
                    yield outcome
        except BrokenProcessPool:
            # A process died: of what is left, each group gets one of its own.
            pass
    for name, group in work[done:]:
        yield _alone(name, group, options)


def _alone(name: str, group: list[Source], options: Options) -> tuple[Audit, tuple[str, ...]]:
    """Return what is found in a group, in a process whose end costs no other group anything."""
    with ProcessPoolExecutor(max_workers=1) as pool:
        try:
            return pool.submit(_whole_group, name, group, options).result()
        except BrokenProcessPool as error:
            return _lost(group, error)


def _whole_group(name: str, group: list[Source], options: Options) -> tuple[Audit, tuple[str, ...]]:
    try:
        return _audit_group(name, group, options)
    except Exception as error:  # noqa: BLE001 - whatever trips the audit, the other groups go on
        lost, followed = _lost(group, error)
        if len(group) == 1:
            return lost, followed
        # What each file says by itself is found all the same; that it is not all is said.
        alone = [_whole_group(name, [each], options)[0] for each in group if each.primary]
        return replace(
            lost,
            findings=tuple(finding for each in alone for finding in each.findings),
            suppressed=sum(each.suppressed for each in alone),
            hidden=sum(each.hidden for each in alone),
        ), followed


def _lost(group: list[Source], error: Exception) -> tuple[Audit, tuple[str, ...]]:
    problems: list[Problem] = []
    for source in group:
        if source.primary:
            Careful(problems).note(source.path, error)
    return Audit(problems=tuple(problems)), ()


def _audit_group(name: str, group: list[Source], options: Options) -> tuple[Audit, tuple[str, ...]]:
    """Return what is found in a group, and the files that were followed together."""
    front_end = next(end for end in front_ends() if end.name == name)
    problems: list[Problem] = []
    with _Uncollected(sum(len(source.data) for source in group)):
        facts = Facts(front_end.analyse(group, problems))
    primary = {source.path for source in group if source.primary}
    careful = Careful(problems)
    findings: dict[tuple[object, ...], Finding] = {}
    silenced = hidden = 0
    pieces = Pieces(facts.all, front_end, options)
    handlers: dict[type, list[Rule[Any]]] = {}
    for fact in facts.all:
        if fact.__class__ is Part:
            continue
        kind = fact.__class__
        if kind not in handlers:
            # What is not asked for may stand in the way of a move all the same.
            handlers[kind] = [rule for rule in rules() if issubclass(kind, rule.handles)]
        here = fact.place.unit.path in primary
        for rule in handlers[kind] if here or pieces.wants(fact) else ():
            wanted = here and options.wants(rule.code)
            path, line = fact.place.unit.path, fact.place.line
            for report in careful.part(path, _reports, rule, fact, facts, line=line) or ():
                pieces.reported(fact, report, rule.code, rule.severity)
                if not wanted:
                    continue
                if report.confidence < options.confidence:
                    hidden += 1
                elif suppressed(report.place, rule.code):
                    silenced += 1
                else:
                    finding = _finding(front_end, rule, report, options, pieces)
                    known = findings.get(finding.key)
                    if known is None or known.confidence < finding.confidence:
                        findings[finding.key] = finding
    result = Audit(
        tuple(findings.values()),
        tuple(problems),
        0,
        silenced,
        hidden,
        pieces=pieces.all(),
    )
    left_out = {problem.path for problem in problems}
    return result, tuple(source.path for source in group if source.path not in left_out)


class _Uncollected:
    """No garbage collection while trees grow: it doubles the time.

    Trees are full of cycles, so they are collected at once when enough of them are done with.
    """

    pending = 0

    def __init__(self, size: int) -> None:
        if _Uncollected.pending and _Uncollected.pending + size > _COLLECT:
            # Not the last groups' trees and this one's at the same time.
            _Uncollected.pending = 0
            gc.collect()
        _Uncollected.pending += size
        self.enabled = gc.isenabled()

    def __enter__(self) -> None:
        gc.disable()

    def __exit__(self, *_: object) -> None:
        if _Uncollected.pending > _COLLECT:
            _Uncollected.pending = 0
            gc.collect()
        if self.enabled:
            gc.enable()


def _reports(rule: Rule[Any], fact: Fact, facts: Facts) -> list[Report]:
    return list(rule.check(fact, facts))


def _finding(
    front_end: FrontEnd, rule: Rule[Any], report: Report, options: Options, pieces: Pieces
) -> Finding:
    place = report.place
    language = place.unit.language
    fix: Fix | MustReview | None = MustReview(report.review) if report.review else None
    if report.repair is not None:
        key = part_key(report.repair.action, report.repair.place)
        made = (
            ()
            if pieces.stays(key) and front_end.name not in REPORT_ONLY
            else front_end.edits(report.repair, options.style)
        )
        fix = (
            made
            if isinstance(made, MustReview)
            else Fix(_describe(report.repair), tuple(made), key)
        )
    return Finding(
        path=place.unit.path,
        line=place.line,
        end_line=place.end_line,
        column=place.column,
        cell=place.unit.cell,
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        confidence=report.confidence,
        message=report.message,
        why=rule.why(report.record),
        instead=rule.instead_in.get(language)
        or report.instead
        or rule.advice(report.record, language),
        source=place.unit.line_text(place.line).strip()[:200],
        fix=fix,
        keeper=report.keeper,
    )


def _describe(repair: Repair) -> str:
    return repair.action.replace("-", " ")
