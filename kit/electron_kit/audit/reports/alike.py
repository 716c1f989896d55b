"""Findings of one file of which the same is said: shown once, with the other lines behind."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ..finding import Finding, Fix, MustReview

MOST = 3
"""So many of which the same is said in one file each stand by themselves."""


def folded(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return findings in groups, in the order of their first: more than `MOST` alike are one.

    Args:
        findings: What was found, in the order of the report.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(_said(finding), []).append(finding)
    found: list[list[Finding]] = []
    for finding in findings:
        group = groups[_said(finding)]
        if len(group) <= MOST:
            found.append([finding])
        elif group[0] is finding:
            found.append(group)
    return found


def mark(group: Sequence[Finding]) -> str:
    """Return a mark that a group keeps until the last of it is gone.

    Args:
        group: A finding alone, whose own mark it is, or those that are alike.
    """
    if len(group) == 1:
        return group[0].id
    first = group[0]
    said = "\n".join((first.path, str(first.cell), first.code, first.message, first.instead))
    return sha256(said.encode()).hexdigest()[:16]


def _said(finding: Finding) -> tuple[object, ...]:
    fix = finding.fix
    done = "fix" if isinstance(fix, Fix) else fix.reason if isinstance(fix, MustReview) else ""
    return (
        finding.path,
        finding.cell,
        finding.code,
        finding.confidence,
        finding.message,
        finding.instead,
        done,
    )
