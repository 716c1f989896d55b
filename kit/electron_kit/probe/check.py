"""What a check is: a statement with its source, a function, and two verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .ask import Ask

Dialect = str
"""``"electron"`` or ``"openai"``: whose documents an endpoint is held against."""


@dataclass(slots=True)
class Judge:
    """Collects what a check finds.

    Attributes:
        compatible: Whether a user of the SDK is served.
        exact: Whether it is as the documents say.
        seen: What was seen, in short sentences; first of all what was wrong.
        observed: What became of things that the contract has records of, by their key.
    """

    compatible: bool = True
    exact: bool = True
    seen: list[str] = field(default_factory=list)
    observed: dict[str, tuple[str, str]] = field(default_factory=dict)

    def must(self, holds: bool, otherwise: str) -> bool:
        """Note whether something holds that a user of the SDK depends on, and return it."""
        if not holds:
            self.compatible = self.exact = False
            self.seen.append(otherwise)
        return holds

    def should(self, holds: bool, otherwise: str) -> bool:
        """Note whether something holds that the documents say, and return it."""
        if not holds:
            self.exact = False
            self.seen.append(otherwise)
        return holds

    def saw(self, text: str) -> None:
        """Note what was seen where nothing was wrong."""
        self.seen.append(text)

    def record(self, key: str, fate: str, note: str = "") -> None:
        """Note what became of something.

        Args:
            key: The key of the contract's record, such as ``"field-n"``.
            fate: ``"supported"``, ``"rejected"``, ``"accepted, not promised"`` or ``"deviates"``.
            note: What was seen, in a short sentence.
        """
        self.observed[key] = (fate, note)


Body = Callable[["Ask", Judge], None]


@dataclass(frozen=True, slots=True)
class Said:
    """What documents say that an endpoint does.

    Attributes:
        states: The statement, a sentence.
        sources: The letters of the documents: M the page "Migrate from OpenAI", S the OpenAPI
            description, D other pages of Smallest AI, O the types of the openai SDK. Empty
            where no document says it.
        requests: How many requests it takes.
        tokens: Input and output tokens of all its requests together, at most about.
    """

    states: str
    sources: str
    requests: int = 1
    tokens: tuple[int, int] | None = None

    @property
    def open(self) -> bool:
        """Whether the documents leave it open, so that the check records what it sees."""
        return not self.sources


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        id: Its group and its name, such as ``"rules.n"``.
        said: What the documents of each dialect say; a dialect that is missing is not checked.
        run: The function.
        uses: Requests that it shares with other checks, by name.
    """

    id: str
    said: dict[Dialect, Said]
    run: Body
    uses: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The group it belongs to."""
        return self.id.partition(".")[0]


CHECKS: dict[str, Check] = {}


def check(
    name: str,
    *,
    uses: tuple[str, ...] = (),
    electron: Said | None = None,
    openai: Said | None = None,
) -> Callable[[Body], Body]:
    """Register a check.

    Args:
        name: Its id.
        uses: Requests that it shares with other checks.
        electron: What Electron's documents say; None if it is no question there.
        openai: What OpenAI's documents say; None if it is no question there.
    """

    def register(body: Body) -> Body:
        said = {
            dialect: it
            for dialect, it in (("electron", electron), ("openai", openai))
            if it is not None
        }
        CHECKS[name] = Check(name, said, body, uses)
        return body

    return register


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a check.

    Attributes:
        id: The check's id.
        states: What was checked.
        sources: The documents that say so; empty for an open question.
        compatible: Whether a user of the SDK is served; None if it was not run to its end.
        exact: Whether it is as documented, an open question being exact if it was answered at
            all; None if it was not run to its end.
        seen: What was seen.
        observed: What became of records of the contract, by key: fate and note.
    """

    id: str
    states: str
    sources: str
    compatible: bool | None
    exact: bool | None
    seen: tuple[str, ...] = ()
    observed: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The group of its check."""
        return self.id.partition(".")[0]

    @property
    def verdict(self) -> str:
        """One word: ``exact``, ``recorded``, ``compatible``, ``incompatible`` or ``unknown``."""
        if self.compatible is None:
            return "unknown"
        if not self.compatible:
            return "incompatible"
        if not self.exact:
            return "compatible"
        # An open question has no document to be exact about.
        return "exact" if self.sources else "recorded"

    def as_dict(self) -> dict[str, Any]:
        """Return the result as values that JSON has."""
        return {
            "id": self.id,
            "group": self.group,
            "states": self.states,
            "sources": self.sources.split(),
            "open": not self.sources,
            "compatible": self.compatible,
            "exact": self.exact,
            "verdict": self.verdict,
            "seen": list(self.seen),
            "observed": {
                key: {"fate": fate, "note": note} for key, (fate, note) in self.observed.items()
            },
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Result:
        """Return the result that `as_dict` was given."""
        return cls(
            values["id"],
            values["states"],
            " ".join(values["sources"]),
            values["compatible"],
            values["exact"],
            tuple(values["seen"]),
            {key: (it["fate"], it["note"]) for key, it in values["observed"].items()},
        )
