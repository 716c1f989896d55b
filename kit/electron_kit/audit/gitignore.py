"""``.gitignore`` files, as far as a walk needs them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import groupby

from .git_index import UnreadableIndexError, tracked


@dataclass(frozen=True, slots=True)
class _Pattern:
    base: str
    regex: re.Pattern[str]
    negated: bool
    folders_only: bool
    # A file of code by its own name, without a wildcard.
    names_code: bool


class Ignored:
    """Collects the ``.gitignore`` files on the way down, and above the root up to the repository.

    Args:
        root: Where the walk starts.

    Attributes:
        blind: Why it is not known what git follows although a pattern ignores it; empty if it is.
    """

    def __init__(self, root: str) -> None:
        """Read the files above the root that hold for it, up to the repository's top."""
        self._patterns: list[_Pattern] = []
        # Ignored folders in which git follows something: the rest of each stays ignored.
        self._partly: set[str] = set()
        self._tracked: frozenset[str] | None = None
        self.blind = ""
        self._outside = False
        above: list[str] = []
        folder = os.path.abspath(root)
        while not os.path.exists(os.path.join(folder, ".git")):
            parent = os.path.dirname(folder)
            if parent == folder:
                above = []
                self._tracked, self._outside = frozenset(), True
                break
            above.append(parent)
            folder = parent
        self._top = folder.replace(os.sep, "/").rstrip("/")
        for parent in reversed(above):
            self._read(parent)

    def enter(self, folder: str, files: list[str]) -> None:
        """Take in a directory's own file.

        Args:
            folder: The directory.
            files: The names of the files in it.
        """
        if ".gitignore" in files:
            self._read(folder)

    def matches(self, path: str, *, is_folder: bool) -> bool:
        """Say whether a path is ignored: the last pattern that matches decides.

        What git follows is not, whatever matches it.
        """
        if not self._patterns:
            return False
        full = os.path.abspath(path).replace(os.sep, "/")
        if not self._is_matched(full, is_folder=is_folder) and (
            not self._partly or full.rpartition("/")[0] not in self._partly
        ):
            return False
        if self._tracked is None:
            self._tracked = self._followed()
        if full[len(self._top) + 1 :] not in self._tracked:
            return True
        if is_folder:
            self._partly.add(full)
        return False

    def _followed(self) -> frozenset[str]:
        try:
            return tracked(self._top or "/")
        except UnreadableIndexError as error:
            self.blind = str(error)
            return frozenset()

    def _is_matched(self, full: str, *, is_folder: bool) -> bool:
        for pattern in reversed(self._patterns):
            if pattern.folders_only and not is_folder:
                continue
            # Without a repository nobody knows what git follows. A file of code that is named
            # outright and is in an archive all the same was followed, or it would not be there.
            if pattern.names_code and self._outside and not is_folder:
                continue
            if full.startswith(pattern.base) and pattern.regex.fullmatch(full[len(pattern.base) :]):
                return not pattern.negated
        return False

    def _read(self, folder: str) -> None:
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as f:
                lines = f.read(1_000_000).splitlines()
        except OSError:
            return
        base = os.path.abspath(folder).replace(os.sep, "/").rstrip("/") + "/"
        found = [parsed for line in lines if (parsed := _parsed(line)) is not None]
        # Of neighbours that say the same it does not matter which one matches: one expression.
        for (negated, folders_only, names_code), alike in groupby(found, key=lambda each: each[1:]):
            either = "|".join(f"(?:{regex.pattern})" for regex, *_ in alike)
            whole = re.compile(either, re.DOTALL)
            self._patterns.append(_Pattern(base, whole, negated, folders_only, names_code))


_CODE = re.compile(r"[^*?\[]*(?<!\.d)\.(?:py|ipynb|[cm]?[jt]sx?|vue|svelte|astro|go|java|rb)")


def _parsed(line: str) -> tuple[re.Pattern[str], bool, bool, bool] | None:
    """Return a line's expression, and if it takes back, is for folders only, names a code file."""
    # Spaces at the end count where a backslash stands before them.
    text = re.sub(r"(?<!\\)((?:\\\\)*(?:\\ )?) *$", r"\1", line.rstrip("\r"))
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text.removesuffix("/")
    if not text or (text.endswith("\\") and not text.endswith("\\\\")):
        return None  # git takes an escape of nothing for no pattern
    expression = _compile(text)
    names_code = not negated and not folders_only and _CODE.fullmatch(text) is not None
    return None if expression is None else (expression, negated, folders_only, names_code)


def _compile(pattern: str) -> re.Pattern[str] | None:
    """Return what a pattern matches below its folder; None where it can match nothing."""
    parts = pattern.removeprefix("/").split("/") if "/" in pattern else ["**", pattern]
    last = len(parts) - 1
    out = ""
    for at, part in enumerate(parts):
        if len(part) > 1 and not part.strip("*"):
            out += ".+" if at == last else "(?:.+/)?"
        else:
            out += _part(part) + ("/" if at < last else "")
    try:
        return re.compile(out, re.DOTALL)
    except re.error:
        return None


def _part(part: str) -> str:
    """Return the expression of what stands between two slashes."""
    out, at = "", 0
    while at < len(part):
        char = part[at]
        if char == "*":
            out += "[^/]*"
            at += len(part[at:]) - len(part[at:].lstrip("*")) - 1
        elif char == "?":
            out += "[^/]"
        elif (
            char == "["
            and (end := part.find("]", at + 3 if part[at + 1 : at + 2] in "!^" else at + 2)) > 0
        ):
            body = part[at + 1 : end]
            negated = body[:1] in ("!", "^")
            body = body[negated:].replace("\\", "\\\\").replace("[", "\\[")
            out, at = out + f"[{'^/' if negated else ''}{body}]", end
        else:
            at += char == "\\" and at + 1 < len(part)
            out += re.escape(part[at])
        at += 1
    return out
