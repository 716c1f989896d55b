"""Where findings lie: in the code that runs, or in examples, documents and tests beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath

from ..finding import Finding, Severity

_MOST = 5
"""So many folders are named; the others are added up."""
_TOP = "the top folder"
# A folder that holds more than this share of all says little by itself.
_SHARE = 0.7
Folder = tuple[str, ...]


def by_folder(findings: Sequence[tuple[str, Finding]]) -> list[tuple[str, int, int]]:
    """Return the folders that hold most findings, how many each, and how many of them break.

    They are the first folders of the paths, or those below one that holds nearly all. What is
    left is the last, as "elsewhere".

    Args:
        findings: Findings, each with its path as the report shows it.
    """
    folders = _folders([PurePosixPath(path).parts[:-1] for path, _ in findings])
    counted = Counter(folders)
    breaks = Counter(
        folder
        for folder, (_, finding) in zip(folders, findings, strict=True)
        if finding.severity is Severity.BREAKS
    )
    ranked = sorted(counted, key=lambda folder: (-counted[folder], folder))
    named = [("/".join(f) or _TOP, counted[f], breaks[f]) for f in ranked[:_MOST]]
    if rest := ranked[_MOST:]:
        named.append(("elsewhere", sum(counted[f] for f in rest), sum(breaks[f] for f in rest)))
    return named


def _folders(paths: list[Folder]) -> list[Folder]:
    """Return the folder that each path is counted with."""
    shared = min((len(path) for path in paths), default=0)
    while shared and len({path[:shared] for path in paths}) > 1:
        shared -= 1
    paths = [path[shared:] for path in paths]
    depth: dict[Folder, int] = defaultdict(lambda: 1)
    while True:
        found = [path[: _depth(path, depth)] for path in paths]
        folder, most = Counter(found).most_common(1)[0] if found else ((), 0)
        below = {path for path in paths if path[: len(folder)] == folder and path != folder}
        if folder in depth or not folder or not below or most <= _SHARE * len(paths):
            return found
        depth[folder] = len(folder) + 1


def _depth(path: Folder, depth: dict[Folder, int]) -> int:
    at = 1
    while path[:at] in depth and depth[path[:at]] > at:
        at = depth[path[:at]]
        if at > len(path):
            return len(path)
    return at
