"""What the audit reports: findings, their fixes, and files it could not read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .facts import Confidence

if TYPE_CHECKING:
    from .routes import Piece, Route


class Severity(StrEnum):
    """What becomes of the code on Electron, or of the finding on the way there."""

    REWRITE = "rewrite"
    BREAKS = "breaks"
    SILENTLY_IGNORED = "silently-ignored"
    BEHAVIOUR_CHANGE = "behaviour-change"
    INFO = "info"


class Style(StrEnum):
    """How rewritten code names the endpoint, the key and the model."""

    LITERAL = "literal"
    ENV = "env"
    KIT = "kit"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A replacement of bytes in a unit's text.

    Attributes:
        start: The offset of the first byte replaced.
        end: The offset after the last byte replaced.
        replacement: The new text.
        cell: The notebook cell whose source the offsets count in, or None.
    """

    start: int
    end: int
    replacement: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that is safe to make mechanically.

    Attributes:
        description: What it does, in a phrase.
        edits: The replacements, which belong together.
        part: The part of a route that it moves, as `electron_kit.audit.facts.part_key` has it.
        route: What the changes have in common that are made together, or not at all.
        elsewhere: Replacements of the same route in files where nothing is found, with their paths.
    """

    description: str
    edits: tuple[Edit, ...]
    part: str = ""
    route: str = ""
    elsewhere: tuple[tuple[str, Edit], ...] = ()


@dataclass(frozen=True, slots=True)
class MustReview:
    """A change that a person has to make.

    Attributes:
        reason: Why it is not made mechanically.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in the code that the move to Electron touches.

    Attributes:
        path: The file as the user named it or as the walk found it.
        line: The 1-based line (in a notebook: of the cell).
        end_line: The last line.
        column: The 1-based column in characters.
        cell: The 1-based index of the cell among all cells of the notebook, or None.
        code: The rule's code, such as ``B01``.
        name: The rule's name, such as ``rejected-param``.
        severity: What it means for the move.
        confidence: How sure the audit is.
        message: What happens on Electron.
        why: The contract's words, and where they were read.
        instead: What to write instead.
        source: The line of source, for people.
        fix: The mechanical change, the reason there is none, or None.
        id: A mark that stays when other lines of the file change; empty until it is given one.
        keeper: What keeps a model's name, as `Report` has it.
    """

    path: str
    line: int
    end_line: int
    column: int
    cell: int | None
    code: str
    name: str
    severity: Severity
    confidence: Confidence
    message: str
    why: str = ""
    instead: str = ""
    source: str = ""
    fix: Fix | MustReview | None = None
    id: str = ""
    keeper: str | None = None

    @property
    def key(self) -> tuple[str, int, int, int, str]:
        """What findings are sorted by and told apart by."""
        return (self.path, self.cell or 0, self.line, self.column, self.code)

    @property
    def asks(self) -> bool:
        """Whether it asks for a change of its own; a day in OpenAI's calendar does not."""
        return self.code != "I02"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as the JSON report shows it."""
        fix: dict[str, Any] | None = None
        if isinstance(self.fix, Fix):
            fix = {
                "description": self.fix.description,
                "edits": [
                    {
                        "start": edit.start,
                        "end": edit.end,
                        "replacement": edit.replacement,
                        "cell": edit.cell,
                    }
                    for edit in self.fix.edits
                ],
            }
        return {
            "id": self.id,
            "path": self.path,
            "line": self.line,
            "end_line": self.end_line,
            "column": self.column,
            "cell": self.cell,
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "confidence": str(self.confidence),
            "message": self.message,
            "why": self.why,
            "instead": self.instead,
            "fix": fix,
            "must_review": self.fix.reason if isinstance(self.fix, MustReview) else None,
        }


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something that is not in the report: a file not read, or not as a whole.

    Attributes:
        path: The file, or the folder.
        reason: Why, in a phrase.
        unread: Whether it may hold what the audit looks for, so that nothing found is no
            all-clear. False for what cannot, or was left out by somebody's choice.
        kind: What others of its kind are counted under, such as ``Go``; empty for one that
            is named by itself.
    """

    path: str
    reason: str
    unread: bool = True
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """The outcome of a scan.

    Attributes:
        findings: What was found, in order of path and line.
        problems: The files that could not be read.
        files: How many files were looked at.
        suppressed: How many findings a comment or the baseline took away.
        hidden: How many findings were below the confidence asked for.
        routes: The clients with all that has to move with them: what moves, what is left, why.
        pieces: The parts of the routes, to be judged again when some are taken out.
        roots: The paths that were asked for, if the asker says.
    """

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: int = 0
    suppressed: int = 0
    hidden: int = 0
    routes: tuple[Route, ...] = ()
    pieces: tuple[Piece, ...] = ()
    roots: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[Problem, ...]:
        """What may hold something that is not in the findings; empty for a whole audit."""
        return tuple(problem for problem in self.problems if problem.unread)
