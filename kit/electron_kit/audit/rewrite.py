"""The rewrite: fixes to new bytes, and files replaced whole or not at all."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
        routes: The routes that the changes belong to, which may change other files too.
        file: Where the file lies, if its path is not written as it is on the disk.
    """

    path: str
    before: bytes
    after: bytes
    fixes: int
    routes: frozenset[str] = frozenset()
    file: str = ""


def rewrites(
    findings: Iterable[Finding], sources: Iterable[Source], problems: list[Problem]
) -> Iterator[Rewrite]:
    """Yield the files that change, without touching them.

    What belongs to one route is changed in all its files, or in none.

    Args:
        findings: What was found; those with a `Fix` count.
        sources: The files that were audited.
        problems: Where to note fixes that do not go together.
    """
    by_path: dict[str, list[Finding]] = defaultdict(list)
    findings = list(findings)
    for finding in findings:
        if isinstance(finding.fix, Fix):
            by_path[finding.path].append(finding)
    beside: dict[str, list[tuple[str, Edit]]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding.fix, Fix):
            for path, edit in finding.fix.elsewhere:
                beside[path].append((finding.fix.route, edit))
    changed = [source for source in sources if source.path in by_path or source.path in beside]
    failed: set[str] = set()
    while True:
        made: list[Rewrite] = []
        before = len(failed)
        for source in changed:
            more = beside.get(source.path, ())
            rewrite = _rewrite(source, by_path[source.path], more, problems, failed)
            if rewrite is not None:
                made.append(rewrite)
        if len(failed) == before:
            break
    yield from (rewrite for rewrite in made if rewrite.after != rewrite.before)


def _rewrite(
    source: Source,
    findings: list[Finding],
    beside: Sequence[tuple[str, Edit]],
    problems: list[Problem],
    failed: set[str],
) -> Rewrite | None:
    """Return a file's rewrite without the routes that failed; note those that fail now."""
    front_end = next(end for end in front_ends() if end.claims(source.name))
    edits: set[Edit] = set()
    made = 0
    routes: set[str] = set()
    for finding in findings:
        fix = finding.fix
        assert isinstance(fix, Fix)  # noqa: S101 - for the type checker
        if fix.route in failed:
            continue
        new = set(fix.edits)
        if _clash(edits, new):
            reason = f"line {finding.line}: the fix for {finding.code} meets another; run again"
            problems.append(Problem(source.path, reason))
            if fix.route:
                failed.add(fix.route)
            continue
        edits |= new
        made += 1
        routes |= {fix.route} if fix.route else set()
    for route, edit in beside:
        if route in failed:
            continue
        if _clash(edits, {edit}):
            failed.add(route)
            continue
        edits.add(edit)
        routes.add(route)
    try:
        after = front_end.splice(source.data, sorted(edits))
    except ValueError as error:
        problems.append(Problem(source.path, f"not rewritten: {error}"))
        failed |= routes
        return None
    return Rewrite(source.path, source.data, after, made, frozenset(routes), source.file)


def _clash(known: set[Edit], new: set[Edit]) -> bool:
    for one in new - known:
        for other in known:
            if one.cell != other.cell:
                continue
            if one.start < other.end and other.start < one.end:
                return True
    return False


def diff(rewrite: Rewrite) -> str:
    """Return a rewrite as a unified diff; bytes that are no UTF-8 are escaped surrogates."""
    # At line feeds alone: a form feed or a separator of Unicode's ends no line of a patch.
    before, after = (
        re.findall(r"[^\n]*\n|[^\n]+", data.decode("utf-8", "surrogateescape"))
        for data in (rewrite.before, rewrite.after)
    )
    lines = difflib.unified_diff(before, after, f"a/{rewrite.path}", f"b/{rewrite.path}")
    text = ""
    for line in lines:
        text += line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"
    return text


def apply(rewrite: Rewrite) -> None:
    """Replace a file by its rewrite, as `apply_all` does.

    Raises:
        ValueError: The file has changed since it was read.
        OSError: It cannot be written.
    """
    for error in apply_all([rewrite]).values():
        raise error


def apply_all(changes: Sequence[Rewrite]) -> dict[str, OSError | ValueError]:
    """Replace files by their rewrites; those of one route all of them, or none.

    A file is replaced at once, and only if it is still what was audited. Its mode is kept. A
    symbolic link stays one, and the file that it leads to is replaced.

    Args:
        changes: What to write.

    Returns:
        Why a file was not replaced, by its path.
    """
    failed: dict[str, OSError | ValueError] = {}
    for group in _together(changes):
        prepared: list[tuple[Rewrite, str, str]] = []
        done: list[tuple[str, Rewrite]] = []
        try:
            for change in group:
                prepared.append(_prepared(change))  # noqa: PERF401 - what is done is undone
            for change, path, temporary in prepared:
                os.replace(temporary, path)
                done.append((path, change))
        except (OSError, ValueError) as error:
            for path, change in done:
                with suppress(OSError), open(path, "wb") as file:
                    file.write(change.before)
            for change in group:
                failed[change.path] = error
        finally:
            for _, _, temporary in prepared:
                with suppress(OSError):
                    os.unlink(temporary)
    return failed


def _together(changes: Sequence[Rewrite]) -> list[list[Rewrite]]:
    """Return the changes in groups that share no route."""
    groups: list[tuple[set[str], list[Rewrite]]] = []
    for change in changes:
        routes, members = set(change.routes), [change]
        apart = []
        for other in groups:
            if other[0] & routes:
                routes |= other[0]
                members = other[1] + members
            else:
                apart.append(other)
        groups = [*apart, (routes, members)]
    return [members for _, members in groups]


def _prepared(rewrite: Rewrite) -> tuple[Rewrite, str, str]:
    """Write a rewrite beside its file; return it with the file's path and the new one's."""
    path = os.path.realpath(rewrite.file or rewrite.path)
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
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    return rewrite, path, temporary


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
