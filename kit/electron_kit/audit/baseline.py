"""The baseline: findings that are known and accepted, so that only new ones are reported."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from ..providers import ConfigurationError
from .finding import Audit, Finding, Fix
from .routes import held

# What is written, and what can be read: the first version had marks and no states.
_VERSION = 2
_READ = (1, 2)


class State(StrEnum):
    """What became of a finding."""

    UNVERIFIED = "unverified"
    """Nobody has looked yet."""
    ACCEPTED = "accepted"
    """It stays as it is, for a reason."""
    BLOCKED = "blocked"
    """It cannot be mended now, for a reason."""
    FIXED = "fixed"
    """It is gone; if it comes back, it is reported."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding in the baseline.

    Attributes:
        id: The finding's mark; see `identified`.
        path: Its file.
        code: Its rule's code.
        line: Its line when it was written down.
        state: What became of it.
        reason: Why, in somebody's words.
    """

    id: str
    path: str
    code: str
    line: int
    state: State = State.UNVERIFIED
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the entry as the file has it."""
        return {
            "fingerprint": self.id,
            "path": self.path,
            "code": self.code,
            "line": self.line,
            "state": self.state.value,
            "reason": self.reason,
        }


def identified(findings: Sequence[Finding], baseline: str = "") -> tuple[Finding, ...]:
    """Return findings with an id each, which survives changes elsewhere in the file.

    It is made of the path, the rule and the source line, not of the line's number; the
    second finding with the same three has an id of its own.

    Args:
        findings: All findings of an audit, in the report's order.
        baseline: The baseline's file: paths count from its folder, from wherever the command
            is called. Empty for the paths as they were named.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        path = below(finding.path, baseline)
        text = "\0".join((path, finding.code, " ".join(finding.source.split())))
        seen[text] += 1
        mark = hashlib.sha256(f"{text}\0{seen[text]}".encode()).hexdigest()[:24]
        found.append(replace(finding, id=mark))
    return tuple(found)


def below(path: str, baseline: str) -> str:
    """Return a path as a baseline has it: from its folder on, if it is in it.

    Args:
        path: A finding's or a source's.
        baseline: The baseline's file; empty for none.
    """
    if baseline:
        folder = Path(os.path.abspath(baseline)).parent
        whole = Path(os.path.abspath(path))
        if whole.is_relative_to(folder):
            return whole.relative_to(folder).as_posix()
    return os.path.normpath(path).replace(os.sep, "/")


def save(
    findings: Sequence[Finding], path: str, looked: Callable[[Entry], bool] = lambda _: True
) -> list[Entry]:
    """Write findings as a baseline; what an earlier one says of them stays.

    What stood there and is not found any more is *fixed*, if it was looked for.

    Args:
        findings: What is found, with the ids that they have in this baseline.
        path: The file.
        looked: Says of what is not found whether this run would have found it.

    Returns:
        What is in the file now.

    Raises:
        ConfigurationError: There is a file already, and it is no baseline.
        OSError: It cannot be written.
    """
    known = {entry.id: entry for entry in entries(path)} if os.path.exists(path) else {}
    found = {it.id: Entry(it.id, below(it.path, path), it.code, it.line) for it in findings}
    kept = [_again(known[mark], entry) if mark in known else entry for mark, entry in found.items()]
    gone = [
        replace(it, state=State.FIXED) if looked(it) else it
        for mark, it in known.items()
        if mark not in found
    ]
    written = [*kept, *gone]
    rewrite(written, path)
    return written


def _again(known: Entry, found: Entry) -> Entry:
    """Return what is known of a finding that is still there; what was fixed is back."""
    state = State.UNVERIFIED if known.state is State.FIXED else known.state
    return replace(found, state=state, reason=known.reason)


def rewrite(written: Iterable[Entry], path: str) -> None:
    """Write a baseline.

    Args:
        written: Its entries.
        path: The file.

    Raises:
        OSError: It cannot be written.
    """
    with open(path, "w", encoding="utf-8") as file:
        told = {"version": _VERSION, "findings": [entry.as_json() for entry in written]}
        json.dump(told, file, indent=1, ensure_ascii=False)
        file.write("\n")


def entries(path: str) -> list[Entry]:
    """Return what a baseline holds.

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
        raise ConfigurationError(
            f"The baseline {path!r} is not JSON: {error}. Mend it, or make one with "
            "--write-baseline."
        ) from None
    listed = data.get("findings") if isinstance(data, dict) else None
    if not isinstance(listed, list) or data.get("version") not in _READ:
        raise ConfigurationError(
            f"{path!r} is not a baseline of version {_VERSION}. Make one with --write-baseline."
        )
    return [_entry(it, path) for it in listed if isinstance(it, dict)]


def _entry(listed: dict[str, object], path: str) -> Entry:
    state = str(listed.get("state", State.UNVERIFIED.value))
    if state not in list(State):
        raise ConfigurationError(
            f"The baseline {path!r} has the state {state!r}; known are {', '.join(State)}."
        )
    line = listed.get("line")
    return Entry(
        str(listed.get("fingerprint", "")),
        str(listed.get("path", "")),
        str(listed.get("code", "")),
        line if isinstance(line, int) else 0,
        State(state),
        str(listed.get("reason", "")),
    )


def load(path: str) -> frozenset[str]:
    """Return the ids that a baseline takes out of a report: all but what is fixed.

    Args:
        path: The file.

    Raises:
        ConfigurationError: It cannot be read, or is no baseline.
    """
    return frozenset(it.id for it in entries(path) if it.state is not State.FIXED)


def without(audit: Audit, known: Iterable[str]) -> Audit:
    """Return an audit without the findings of a baseline; they count as suppressed.

    What the baseline hides cannot be changed, so no route moves that needs it.

    Args:
        audit: The outcome of a scan.
        known: The baseline's marks.
    """
    marks = frozenset(known)
    kept = tuple(finding for finding in audit.findings if finding.id not in marks)
    gone = [finding for finding in audit.findings if finding.id in marks]
    changes = {f.fix.part: f.code for f in gone if isinstance(f.fix, Fix)}
    left = replace(audit, findings=kept, suppressed=audit.suppressed + len(gone))
    return held(left, {part: f"is in the baseline ({code})" for part, code in changes.items()})
