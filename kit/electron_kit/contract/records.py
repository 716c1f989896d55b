"""The kinds of record that the contract is made of.

Every record says the same thing of both providers: what happens to it there,
how that is known, and where it was read. The sandbox validates from these
records, the audit explains from them and the site's tables are rendered from
them, so a fact is stated once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Fate(StrEnum):
    """What happens to something that a request carries."""

    SUPPORTED = "supported"
    REJECTED = "rejected"
    NOT_PROMISED = "accepted, not promised"
    DEVIATES = "deviates"


class Basis(StrEnum):
    """How a claim is known."""

    DOCUMENTED = "documented"
    ASSUMED = "assumed"
    OBSERVED = "observed"
    REPORTED = "reported"
    """Somebody else published it: a dated observation, a package's data."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document that claims were read from.

    Attributes:
        code: The letter under which the documents are cited here.
        title: What the document calls itself.
        publisher: Who publishes it.
        version: Its own version or date, as far as it states one.
        read: The day on which it was read for this contract.
        address: Where it is; empty where it is no one page.
    """

    code: str
    title: str
    publisher: str
    version: str
    read: date
    address: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one provider does with one thing.

    Attributes:
        fate: What happens to it.
        note: The difference or the rule in a short sentence; empty if none is needed.
        sources: The documents that say so; empty for an assumption.
        basis: Documented, assumed (the documents are silent) or observed.
    """

    fate: Fate
    note: str = ""
    sources: tuple[Source, ...] = ()
    basis: Basis = Basis.DOCUMENTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A thing that both providers have an answer to.

    Attributes:
        name: Its name on the wire, or a short phrase if it has none.
        electron: What Electron does with it.
        openai: What OpenAI does with it.
        instead: What to write instead on Electron; empty where nothing changes.
        lesson: The stem of the notebook that shows it; empty if none does.
    """

    name: str
    electron: Claim
    openai: Claim
    instead: str = ""
    lesson: str = ""

    @property
    def key(self) -> str:
        """A name that is unique in the whole contract, usable as an anchor."""
        return f"{type(self).__name__.lower()}-{self.name.replace('_', '-').replace(' ', '-')}"

    @property
    def differs(self) -> bool:
        """Whether code that relies on OpenAI has to look at this record."""
        return self.electron.fate is not self.openai.fate or self.electron.fate is Fate.DEVIATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Record):
    """A field of the chat request.

    Attributes:
        types: The JSON types that Electron takes (``"number"`` includes integers).
        required: Whether a request without it is refused.
        minimum: The least number, or the least number of items, or None.
        maximum: The largest number, or the largest number of items, or None.
        choices: The strings it is limited to; empty for any.
        default: What Electron takes when it is left out, as documented; None if not stated.
    """

    types: tuple[str, ...] = ()
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: str | float | bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Record):
    """A value of a message's ``role``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentPart(Record):
    """A ``type`` in a message whose content is a list of parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(Record):
    """A ``type`` of ``response_format``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour(Record):
    """Something an answer does that code may rely on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Record):
    """An operation of the HTTP API.

    Attributes:
        path: Its path below the provider's base URL.
    """

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCase(Record):
    """A way in which a request is refused.

    Attributes:
        status: The HTTP status.
        type: Electron's ``error.type``; None where the documents state none.
        retry: Whether sending the same request again can help.
    """

    status: int
    type: str | None
    retry: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an account may send.

    Attributes:
        name: The plan's name in lower case.
        requests_per_minute: Requests in a minute; None for no limit.
        in_flight: Requests at the same time; None for no limit.
        sources: The documents that say so.
    """

    name: str
    requests_per_minute: int | None
    in_flight: int | None
    sources: tuple[Source, ...] = ()

    def full_minutes(self, requests: int) -> int:
        """Return how many whole minutes pass before the last of so many requests can go.

        A minute's requests may go at once, so the last one waits for the minutes before it.
        """
        if self.requests_per_minute is None or not requests:
            return 0
        return (requests - 1) // self.requests_per_minute


@dataclass(frozen=True, slots=True)
class Price:
    """What tokens cost.

    Attributes:
        input: US dollars per million input tokens.
        cached: US dollars per million input tokens that came from the prefix cache.
        output: US dollars per million output tokens.
        as_of: The day on which the price was read.
        source: The document it was read from, or None if the user gave it.
    """

    input: float
    cached: float
    output: float
    as_of: date
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Trait:
    """Something that a document says of the service as a whole.

    Attributes:
        name: Its name, without spaces.
        text: What is said, as a heading.
        value: A number, a phrase or an address.
        sources: The documents that say so.
    """

    name: str
    text: str
    value: int | str
    sources: tuple[Source, ...]

    @property
    def key(self) -> str:
        """A name that is unique in the whole contract, usable as an anchor."""
        return f"service-{self.name}"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that bounds a request, or advice for trying again.

    Attributes:
        name: Its name, one word.
        text: What is bounded.
        value: The bound: a number, or a phrase where one number does not say it.
        sources: The documents that say so.
    """

    name: str
    text: str
    value: int | str
    sources: tuple[Source, ...]

    @property
    def key(self) -> str:
        """A name that is unique in the whole contract, usable as an anchor."""
        return f"limit-{self.name}"
