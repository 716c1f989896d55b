"""A rule: what it looks at, what it says, and the examples that prove it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic

from ..contract import RECORDS, Basis, Record
from .facts import Confidence, Fact, Facts, FactT, Place, Repair
from .finding import Severity

_RECORDS = {record.key: record for record in RECORDS}
_SUFFIX = {
    "python": "example.py",
    "notebook": "example.ipynb",
    "javascript": "example.mjs",
    "typescript": "example.ts",
    "tsx": "example.tsx",
    "go": "example.go",
    "java": "Example.java",
    "ruby": "example.rb",
}


@dataclass(frozen=True, slots=True)
class Example:
    """Code that a rule reports, or does not.

    Attributes:
        source: The code. For ``notebook`` it is a code cell; ``# %%`` lines start another.
        language: ``python``, ``notebook``, ``javascript``, ``typescript``, ``tsx``, ``go``,
            ``java``, ``ruby``, or a file's name such as ``.env`` or ``docker-compose.yml`` for
            configuration.
        lines: The lines that are reported, in order; None for any number above zero.
        files: Other files of the same project by path.
        fixed: The code after ``--fix`` with the literal style, or None.
        hidden: Whether the finding is of low confidence, which reports hide.
    """

    source: str
    language: str = "python"
    lines: tuple[int, ...] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    fixed: str | None = None
    hidden: bool = False

    @property
    def path(self) -> str:
        """The name of the file that the example stands for."""
        return _SUFFIX.get(self.language, self.language)


@dataclass(frozen=True, slots=True)
class Report:
    """What a rule says about a fact; the engine makes a `Finding` of it.

    Attributes:
        place: Where.
        message: What happens on Electron, as one sentence or two.
        confidence: How sure.
        instead: What to write instead; the rule's own by default.
        record: The key of the contract's record that says why; the rule's first by default.
        repair: The change that a front end may make.
        review: Why a person has to make the change, if there is no repair.
        keeper: What keeps a model's name, or a table of them: it counts if somebody reads it.
            None where that is not asked.
    """

    place: Place
    message: str
    confidence: Confidence = Confidence.HIGH
    instead: str = ""
    record: str = ""
    repair: Repair | None = None
    review: str = ""
    keeper: str | None = None


class Rule(ABC, Generic[FactT]):
    """One rule of the audit; its docstring is its page on the site.

    Attributes:
        code: Its code, such as ``B01``.
        name: Its name, such as ``rejected-param``.
        severity: What its findings mean for the move.
        title: What it finds, in a phrase.
        because: Why that matters on Electron, in a sentence.
        handles: The kinds of fact it looks at.
        records: Keys of the contract's records that it rests on; the first is the default.
        instead: What to write instead; the first record's advice by default.
        instead_script: The same in JavaScript's words, where they differ.
        instead_in: The same in another language's words, by language, whatever a report says.
        valid: Code that it does not report.
        invalid: Code that it reports.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    title: ClassVar[str]
    because: ClassVar[str]
    handles: ClassVar[tuple[type[Fact], ...]]
    records: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[str] = ""
    instead_script: ClassVar[str] = ""
    instead_in: ClassVar[Mapping[str, str]] = {}
    valid: ClassVar[tuple[Example, ...]] = ()
    invalid: ClassVar[tuple[Example, ...]] = ()

    @abstractmethod
    def check(self, fact: FactT, facts: Facts) -> Iterator[Report]:
        """Yield what is to be reported about a fact.

        Args:
            fact: A fact of one of the kinds in `handles`.
            facts: All facts of the project.
        """

    def why(self, record: str = "") -> str:
        """Return the rule's reason, with the contract's record as its evidence.

        Args:
            record: A record's key; the rule's first by default.
        """
        key = record or (self.records[0] if self.records else "")
        return f"{self.because} ({evidence(_RECORDS[key])})" if key else self.because

    def as_json(self) -> dict[str, object]:
        """Return what ``--list-rules --format json`` says of the rule."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity.value,
            "title": self.title,
            "why": self.why(),
            "instead": self.advice(),
        }

    def advice(self, record: str = "", language: str = "python") -> str:
        """Return what to write instead, from the rule or from the contract.

        Args:
            record: A record's key; the rule's first by default.
            language: The language of the code, as `Unit` has it.
        """
        if language in self.instead_in:
            return self.instead_in[language]
        if self.instead_script and language in ("javascript", "typescript"):
            return self.instead_script
        if self.instead and not record:
            return self.instead
        key = record or (self.records[0] if self.records else "")
        return (_RECORDS[key].instead if key else "") or self.instead


def evidence(record: Record) -> str:
    """Return which record of the contract a reason rests on, and where that was read."""
    claim = record.electron
    if claim.basis is Basis.ASSUMED:
        return f"contract: {record.name}, assumed: the documents are silent"
    publishers: dict[str, list[str]] = {}
    for source in claim.sources:
        publishers.setdefault(source.publisher, []).append(source.title)
    origin = "; ".join(f"{name}, {', '.join(titles)}" for name, titles in publishers.items())
    return f"contract: {record.name}, {claim.basis.value}: {origin}"
