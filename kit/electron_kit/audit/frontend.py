"""The front ends: one for each family of languages, found by a file's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

from .facts import Fact, Repair
from .finding import Edit, MustReview, Problem, Style

FRONT_ENDS = {
    "python": "electron_kit.audit.python.frontend",
    "javascript": "electron_kit.audit.javascript.frontend",
    "config": "electron_kit.audit.config.frontend",
    "shell": "electron_kit.audit.shell.frontend",
    "go": "electron_kit.audit.go.frontend",
    "java": "electron_kit.audit.java.frontend",
    "ruby": "electron_kit.audit.ruby.frontend",
}
"""Modules with a ``FRONT_END`` object, imported when first needed."""

REPORT_ONLY = {"go": "Go", "java": "Java", "ruby": "Ruby"}
"""Doors that report and do not rewrite: without the extra their files are counted as not read."""

CONSULTED = {"javascript": "package.json"}
"""Files that a front end looks something up in, though another reads them, by their names' end."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read.

    Attributes:
        path: Its path as reports show it, with forward slashes.
        data: Its bytes.
        primary: Whether it is to be reported on; False for one that is only looked things up in.
        above: How many characters of the path lead to the directory that is audited.
        suffix: What its name would end in if it said what it is: a script's first line did.
        asked: Whether files of another language beside it ask OpenAI for chats.
        file: Where it lies, if it was read from a disk: a path may be no text.
        beyond: Whether it is a link to a file outside of what was named, which is not edited.
    """

    path: str
    data: bytes
    primary: bool = True
    above: int = 0
    suffix: str = ""
    asked: bool = False
    file: str = ""
    beyond: bool = False

    @property
    def name(self) -> str:
        """The path with the suffix that says what the file is."""
        return self.path + self.suffix

    @property
    def inside(self) -> str:
        """The path below the audited directory: what stands above it says nothing of a file."""
        return self.path[self.above :]


class FrontEnd(Protocol):
    """What turns files of some languages into facts, and repairs into edits."""

    @property
    def name(self) -> str:
        """Its name in `FRONT_ENDS`."""

    def claims(self, path: str) -> bool:
        """Say by a file's name whether this front end reads it."""

    def links(self, sources: Sequence[Source]) -> list[list[Source]]:
        """Group the sources that matter into projects whose files refer to each other.

        What does not matter is told cheaply by its bytes and left out. Groups are
        analysed on their own, perhaps in different processes. A source may stand in
        several groups if it is ``primary`` in one of them only. A front end that follows
        nothing across files returns one group a source.
        """

    def analyse(self, sources: Sequence[Source], problems: list[Problem]) -> list[Fact]:
        """Return the facts of one group of sources.

        Args:
            sources: The group.
            problems: Where to note files that cannot be read as their language.
        """

    def edits(self, repair: Repair, style: Style) -> Sequence[Edit] | MustReview:
        """Return the byte edits for a repair, or why a person has to make it."""

    def splice(self, data: bytes, edits: Sequence[Edit]) -> bytes:
        """Return a file's bytes with edits made; bytes outside of them stay.

        Raises:
            ValueError: Edits overlap, or the outcome cannot be read as its language.
        """


@lru_cache(maxsize=1)
def front_ends() -> tuple[FrontEnd, ...]:
    """Return the front ends; of the doors that only report, those whose grammar is installed."""
    return tuple(
        import_module(module).FRONT_END
        for name, module in FRONT_ENDS.items()
        if name not in REPORT_ONLY or has_grammar(name)
    )


def has_grammar(language: str) -> bool:
    """Say whether a language's grammar is installed.

    Args:
        language: The language, as the name of its grammar's module ends.
    """
    return find_spec("tree_sitter") is not None and find_spec(f"tree_sitter_{language}") is not None
