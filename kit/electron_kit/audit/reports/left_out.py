"""What is not in a report, in the words that every report uses: an all-clear is true."""

from __future__ import annotations

from collections import Counter

from ..finding import Audit, Problem
from ..frontend import REPORT_ONLY, has_grammar
from .paths import shown

NO_FILE = "there is no file here of a kind that the audit reads"
_NAMED = 3


def unread(audit: Audit) -> str:
    """Return what may hold a call and was not read, as a clause; empty if all was read.

    Args:
        audit: What to report.
    """
    kinds = Counter(problem.kind for problem in audit.unread if problem.kind)
    paths = sorted({problem.path for problem in audit.unread if not problem.kind})
    parts = []
    if kinds:
        total = kinds.total()
        names = [kind for kind, _ in kinds.most_common()]
        each = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        each = f" ({each})" if len(kinds) > 1 else ""
        verb = "file mentions OpenAI and was" if total == 1 else "files mention OpenAI and were"
        parts.append(f"{total:,} {listed(names)} {verb} not read{each}")
    if paths:
        named = ", ".join(shown(path, audit) for path in paths[:_NAMED]) + (
            ", …" if len(paths) > _NAMED else ""
        )
        what = "1 path was" if len(paths) == 1 else f"{len(paths):,} paths were"
        parts.append(f"{what} not read, or not whole ({named})")
    return "; ".join(parts)


def how_to_read(audit: Audit) -> str:
    """Return how languages that were not read can be, as a sentence; empty if none can.

    Args:
        audit: What to report.
    """
    from ...installation import how_to_add

    kinds = {problem.kind for problem in audit.unread}
    names = [name for key, name in REPORT_ONLY.items() if name in kinds and not has_grammar(key)]
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    return f"{listed(names)} {verb} read with the extra `languages`: {how_to_add('languages')}"


def by_choice(audit: Audit) -> list[str]:
    """Return what somebody chose to leave out, and what is hidden, each in a phrase.

    Args:
        audit: What to report.
    """
    kinds = Counter(p.kind for p in audit.problems if not p.unread and p.kind)
    notes = [f"{count:,} {plural(kind, count)}" for kind, count in sorted(kinds.items())]
    if audit.suppressed:
        notes.append(f"{audit.suppressed} suppressed by comments or the baseline")
    if audit.hidden:
        notes.append(f"{audit.hidden} of low confidence hidden (--confidence low shows them)")
    return notes


def single(audit: Audit) -> list[Problem]:
    """Return what is named by itself: everything but what is counted by kind.

    Args:
        audit: What to report.
    """
    return [problem for problem in audit.problems if not problem.kind]


def counted(audit: Audit) -> dict[str, int]:
    """Return how many files of which kind mention OpenAI and were not read.

    Args:
        audit: What to report.
    """
    return dict(Counter(p.kind for p in audit.unread if p.kind).most_common())


def total(audit: Audit) -> str:
    """Return how many findings there are in how many of the files that were read.

    Args:
        audit: What to report.
    """
    if not audit.files and not audit.unread:
        return f"0 findings: {NO_FILE}"
    found = len(audit.findings)
    touched = len({finding.path for finding in audit.findings})
    files = f"{audit.files:,} {plural('file', audit.files)}"
    where = f"{touched:,} of {files}" if found else files
    return f"{found:,} {plural('finding', found)} in {where}"


def plural(noun: str, count: int) -> str:
    """Return a phrase whose first word is a noun, in the number that a count asks for."""
    first, space, rest = noun.partition(" ")
    return noun if count == 1 else f"{first}s{space}{rest}"


def listed(words: list[str]) -> str:
    """Return words as a list in a sentence."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
