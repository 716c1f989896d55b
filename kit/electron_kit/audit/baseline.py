"""The baseline: findings that are known and accepted, so that only new ones are reported."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..providers import ConfigurationError
from .finding import Audit, Finding, Fix
from .routes import held

_VERSION = 1


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """Return a mark for each finding that survives changes elsewhere in its file.

    It is made of the path, the rule and the source line, not of the line's number; the
    second finding with the same three has a mark of its own.

    Args:
        findings: The findings, in the report's order.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        path = os.path.normpath(finding.path).replace(os.sep, "/")
        text = "\0".join((path, finding.code, " ".join(finding.source.split())))
        seen[text] += 1
        found.append(hashlib.sha256(f"{text}\0{seen[text]}".encode()).hexdigest()[:24])
    return found


def save(findings: Sequence[Finding], path: str) -> None:
    """Write findings as a baseline.

    Args:
        findings: What is accepted.
        path: The file.
    """
    entries = [
        {"fingerprint": mark, "path": finding.path, "code": finding.code, "line": finding.line}
        for finding, mark in zip(findings, fingerprints(findings), strict=True)
    ]
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"version": _VERSION, "findings": entries}, file, indent=1)
        file.write("\n")


def load(path: str) -> frozenset[str]:
    """Return a baseline's marks.

    Args:
        path: The file.

    Raises:
        ConfigurationError: It cannot be read, or is no baseline.
    """
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except OSError as error:
        raise ConfigurationError(
            f"The baseline {path!r} cannot be read: {error.strerror}. "
            "Make one with --write-baseline."
        ) from None
    except ValueError as error:
        raise ConfigurationError(f"The baseline {path!r} is not JSON: {error}.") from None
    entries = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(entries, list) or data.get("version") != _VERSION:
        raise ConfigurationError(
            f"{path!r} is not a baseline of version {_VERSION}. Make one with --write-baseline."
        )
    return frozenset(str(entry.get("fingerprint")) for entry in entries if isinstance(entry, dict))


def without(audit: Audit, known: Iterable[str]) -> Audit:
    """Return an audit without the findings of a baseline; they count as suppressed.

    What the baseline hides cannot be changed, so no route moves that needs it.

    Args:
        audit: The outcome of a scan.
        known: The baseline's marks.
    """
    marks = frozenset(known)
    kept = tuple(
        finding
        for finding, mark in zip(audit.findings, fingerprints(audit.findings), strict=True)
        if mark not in marks
    )
    gone = set(audit.findings) - set(kept)
    changes = {f.fix.part: f.code for f in gone if isinstance(f.fix, Fix)}
    left = replace(audit, findings=kept, suppressed=audit.suppressed + len(gone))
    return held(left, {part: f"is in the baseline ({code})" for part, code in changes.items()})
