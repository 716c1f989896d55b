"""The SARIF 2.1.0 report, for code-scanning pages."""

from __future__ import annotations

import inspect
import json
from typing import Any, TextIO
from urllib.parse import quote

from ... import __version__
from ..finding import Audit, Finding, Fix, Problem, Severity
from ..rule import Rule
from ..rules import rules
from .alike import folded, mark

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {
    Severity.BREAKS: "error",
    Severity.REWRITE: "warning",
    Severity.BEHAVIOUR_CHANGE: "warning",
    Severity.SILENTLY_IGNORED: "warning",
    Severity.INFO: "note",
}


def write(audit: Audit, out: TextIO, *, colour: bool = False) -> None:
    """Write one SARIF log with one run.

    Args:
        audit: What to report.
        out: Where to write it.
        colour: Of no effect here.
    """
    del colour
    known = rules()
    index = {rule.code: number for number, rule in enumerate(known)}
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "electron-kit audit",
                        "semanticVersion": __version__,
                        "version": __version__,
                        "rules": [_rule(rule) for rule in known],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {
                        # What may hold a call and was not read makes it no whole run.
                        "executionSuccessful": not audit.unread,
                        "toolExecutionNotifications": [
                            _notification(problem) for problem in audit.problems
                        ],
                    }
                ],
                "results": [
                    _result(group, index[group[0].code]) for group in folded(audit.findings)
                ],
            }
        ],
    }
    json.dump(log, out, indent=2, ensure_ascii=False)
    out.write("\n")


def _notification(problem: Problem) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": quote(problem.path.lstrip("/"))}}}
    return {
        "level": "error" if problem.unread else "note",
        "message": {"text": f"{problem.path}: {problem.reason}"},
        "locations": [place],
        "properties": {"kind": problem.kind} if problem.kind else {},
    }


def _rule(rule: Rule[Any]) -> dict[str, Any]:
    text = inspect.cleandoc(type(rule).__doc__ or rule.title)
    return {
        "id": rule.code,
        "name": "".join(part.title() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title[:1].upper() + rule.title[1:] + "."},
        "fullDescription": {"text": text.split("\n\n")[0].replace("\n", " ")},
        "help": {"text": "\n".join(filter(None, [text, rule.why(), f"Instead: {rule.advice()}"]))},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["electron", "migration", rule.severity.value]},
    }


def _result(group: list[Finding], index: int) -> dict[str, Any]:
    finding, *rest = group
    text = finding.message
    if finding.cell is not None:
        text = f"Cell {finding.cell}, line {finding.line}: {text}"
    if rest:
        text += f" And {len(rest)} more in this file."
    if finding.instead:
        text += f" Instead: {finding.instead}"
    related = {"relatedLocations": [_location(other) for other in rest]} if rest else {}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding)],
        **related,
        "occurrenceCount": len(group),
        "partialFingerprints": {"electronKit/v1": mark(group)},
        "properties": {
            "confidence": str(finding.confidence),
            "severity": finding.severity.value,
            "fixable": isinstance(finding.fix, Fix),
        },
    }


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path.lstrip("/"))}}
    if finding.cell is None:
        # Lines of a cell are not lines of the notebook's file.
        location["region"] = {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endLine": finding.end_line,
        }
    return {"physicalLocation": location}
