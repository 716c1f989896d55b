"""The rewrite: fixes to new bytes, and files replaced whole or not at all."""

from __future__ import annotations

import difflib
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from .finding import Edit, Finding, Fix, Problem
from .frontend import Source, front_ends


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A file and what becomes of it.

    Attributes:
        path: The file.
        before: Its bytes as they were audited.
        after: Its bytes with every fix made.
        fixes: How many findings that fixes.
    """

    path: str
    before: bytes
    after: bytes
    fixes: int


def rewrites(
    findings: Iterable[Finding], sources: Iterable[Source], problems: list[Problem]
) -> Iterator[Rewrite]:
    """Yield the files that change, without touching them.

    Args:
        findings: What was found; those with a `Fix` count.
        sources: The files that were audited.
        problems: Where to note fixes that do not go together.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding.fix, Fix):
            by_path[finding.path].append(finding)
    for source in sources:
        if source.path in by_path:
            made = _rewrite(source, by_path[source.path], problems)
            if made is not None and made.after != made.before:
                yield made


def _rewrite(source: Source, findings: list[Finding], problems: list[Problem]) -> Rewrite | None:
    front_end = next(end for end in front_ends() if end.claims(source.name))
    edits: set[Edit] = set()
    made = 0
    for finding in findings:
        assert isinstance(finding.fix, Fix)  # noqa: S101 - for the type checker
        new = set(finding.fix.edits)
        if _clash(edits, new):
            reason = f"line {finding.line}: the fix for {finding.code} meets another; run again"
            problems.append(Problem(source.path, reason))
            continue
        edits |= new
        made += 1
    try:
        after = front_end.splice(source.data, sorted(edits))
    except ValueError as error:
        problems.append(Problem(source.path, f"not rewritten: {error}"))
        return None
    return Rewrite(source.path, source.data, after, made)


def _clash(known: set[Edit], new: set[Edit]) -> bool:
    for one in new - known:
        for other in known:
            if one.cell != other.cell:
                continue
            if one.start < other.end and other.start < one.end:
                return True
            if one.start == other.start and one.end == other.end == one.start:
                return True
    return False


def diff(rewrite: Rewrite) -> str:
    """Return a rewrite as a unified diff."""
    before, after = (
        data.decode("utf-8", "replace").splitlines(keepends=True)
        for data in (rewrite.before, rewrite.after)
    )
    lines = difflib.unified_diff(before, after, f"a/{rewrite.path}", f"b/{rewrite.path}")
    text = ""
    for line in lines:
        text += line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
    return text


def apply(rewrite: Rewrite) -> None:
    """Replace a file by its rewrite, at once, and only if it is still what was audited.

    Its mode is kept. A symbolic link stays one, and the file that it leads to is replaced.

    Args:
        rewrite: What to write.

    Raises:
        ValueError: The file has changed since it was read.
        OSError: It cannot be written.
    """
    path = os.path.realpath(rewrite.path)
    folder, name = os.path.split(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(rewrite.after)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, temporary)
        with open(path, "rb") as current:
            if current.read() != rewrite.before:
                raise ValueError(
                    f"{rewrite.path} has changed since it was read; it is left as it is"
                )
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def splice_text(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return bytes with edits made at their offsets; an insertion comes before a replacement.

    Args:
        data: The bytes that the offsets count in.
        edits: The edits, in any order.

    Raises:
        ValueError: Two edits overlap.
    """
    parts, at = [], 0
    for edit in sorted(set(edits)):
        if edit.start < at:
            raise ValueError("two changes overlap")
        parts += [data[at : edit.start], edit.replacement.encode()]
        at = edit.end
    return b"".join([*parts, data[at:]])
