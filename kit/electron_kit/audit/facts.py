"""What the audit knows about code, in words that hold for every language.

A front end turns files into *facts*; a rule turns a fact into findings. A rule
never sees a syntax tree, so one rule file serves Python, notebooks, JavaScript,
TypeScript and configuration alike.

How to write a front end
    1. Make a class that satisfies `electron_kit.audit.frontend.FrontEnd`, and
       name it in `electron_kit.audit.frontend.FRONT_ENDS` (imported lazily).
    2. In ``analyse(sources, problems)`` make one `Unit` for every text with an
       offset scale of its own (a file; a notebook's cell) and return facts. All
       sources of one project come in one call, so that constants and wrappers can
       be followed across files. A file that cannot be read as its language is
       appended to ``problems``, and the others go on.
    3. Every fact carries a `Place`: byte offsets into its unit's UTF-8 text. Lines
       and columns follow from it. Put it where a person would make the change:
       the keyword ``n=3`` for a field, the literal for a model's name, the
       statement ``params["n"] = 3`` if a field is set apart from the call.
    4. Resolve before you emit. `Field.values` holds everything that the field may
       be at run time, each with its place and confidence: HIGH if read off the
       code without a guess, MEDIUM where one step was guessed (a receiver known by
       its attribute path only, a parameter known by its name), LOW for a hunch.
       LOW findings are hidden by default.
    5. Leave out what is not OpenAI's: another vendor's client, a client on
       Electron's base URL already, mocks, type-only uses. A client that *is*
       Electron's still gets its calls emitted, with ``provider=Provider.ELECTRON``:
       the rules about requests hold there all the more. Calls to
       ``Provider.OTHER`` are not emitted.
    6. Each rule's ``valid`` and ``invalid`` examples name their language; add
       yours to the rule's file and ``pytest kit/tests/audit`` runs them.
    7. ``edits(repair, style)`` turns a `Repair` into byte edits, or says why a
       person has to do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from .endpoints import ENDPOINTS, TOP
from .units import Place, Unit
from .values import Confidence, Field, Kind, Scalar, Value

__all__ = [
    "ENDPOINTS",
    "TOP",
    "Call",
    "ChunkIndex",
    "ClientMade",
    "Confidence",
    "ContentUse",
    "CredentialRead",
    "ErrorRead",
    "Fact",
    "FactT",
    "Facts",
    "FanOut",
    "Field",
    "FrameworkClient",
    "GrowingHistory",
    "Kind",
    "LegacyUse",
    "MessagePart",
    "MessageRole",
    "ModelLogic",
    "ModelName",
    "Part",
    "Place",
    "Provider",
    "RawRequest",
    "Repair",
    "RetrySetting",
    "Scalar",
    "SchemaOutput",
    "TokenBudget",
    "Unit",
    "Value",
    "part_key",
]


class Provider(StrEnum):
    """Whose endpoint a client talks to, as far as the code says."""

    OPENAI = "openai"
    AZURE = "azure"
    ELECTRON = "electron"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that the code does.

    Attributes:
        place: Where it does it.
        confidence: How sure the front end is.
    """

    place: Place
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMade(Fact):
    """An SDK client is made, or the module-level client is set up (R01, R03).

    Attributes:
        provider: Whose it is, by its class and base URL.
        constructor: The class as written, such as ``AsyncOpenAI``.
        arguments: Its arguments by their Python name (``base_url``, ``api_key``).
        endpoints: The endpoints that its calls go to, as far as they were found.
        module_level: Whether it is the SDK's module-level client, not an object.
        options: The object of its options, where that is written elsewhere in the file.
        where: How this SDK takes a base URL and a key; empty for the rule's own words.
        crossing: How OpenAI's key gets to Electron where no key is given, as a clause; empty if
            it does not.
    """

    provider: Provider
    constructor: str
    arguments: Mapping[str, Field] = field(default_factory=dict)
    endpoints: frozenset[str] = frozenset()
    module_level: bool = False
    options: Place | None = None
    where: str = ""
    crossing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Fact):
    """A request to an endpoint (B01, B04, B05, B07, S01-S07, P01-P08).

    Attributes:
        endpoint: What it is called in `ENDPOINTS` below, such as ``chat``.
        path: The attribute path as written, such as ``chat.completions.create``.
        provider: Whose endpoint it is.
        fields: The request's fields by their name on the wire.
        complete: False if fields may arrive that were not found.
        framework: The framework that sends it, or empty for the SDK.
        alone: Whether every client that it may go through is the provider's.
        repair: What makes a chat request of it, if it is another one and plain enough.
        stays: Why there is no such change, as a clause; empty if nobody looked.
    """

    endpoint: str
    path: str
    provider: Provider = Provider.OPENAI
    fields: Mapping[str, Field] = field(default_factory=dict)
    complete: bool = True
    framework: str = ""
    alone: bool = True
    repair: Repair | None = None
    stays: str = ""

    @property
    def chats(self) -> bool:
        """Whether it is a chat request, or can be made one."""
        return self.endpoint == "chat" or self.repair is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelName(Fact):
    """A literal that names the model of a request (R02, B08).

    ``place`` is the literal, quotes included (in configuration: the scalar).

    Attributes:
        model: The name.
        endpoint: The endpoint whose requests it reaches.
        route: How it gets there, for the message: ``"argument"``, ``"default of
            parameter model"``, ``"constant MODEL"``, ``"environment default"`` …
    """

    model: str
    endpoint: str = "chat"
    route: str = "argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyUse(Fact):
    """A way of the SDK that its 1.0 (JavaScript: 4.0) removed (R04).

    Attributes:
        symbol: What is used, such as ``openai.ChatCompletion.create``.
        instead: What the present SDK has for it.
        repair: Whether a mechanical rewrite exists.
    """

    symbol: str
    instead: str
    repair: Repair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkClient(Fact):
    """A framework's model or client that binds OpenAI (R05; P03 for embeddings).

    Attributes:
        framework: Its distribution or package name, such as ``langchain-openai``.
        symbol: What is made, such as ``ChatOpenAI``.
        arguments: Its arguments.
        endpoint: ``chat``, ``embeddings`` …; ``settings`` for request fields apart from a client.
        where: How this framework takes a base URL, a key and a model.
        responses: If it uses the Responses API as it is written: how to tell it otherwise.
        cap: If it renames ``max_tokens`` on the wire: how to tell it otherwise.
    """

    framework: str
    symbol: str
    arguments: Mapping[str, Field] = field(default_factory=dict)
    endpoint: str = "chat"
    where: str = ""
    responses: str = ""
    cap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest(Fact):
    """A hand-written HTTP request, or its URL (R06).

    Attributes:
        url: The URL as far as it is known.
        endpoint: A word of `ENDPOINTS`.
        azure: Whether it is an Azure OpenAI URL.
        repair: What leads it to Electron, where the URL is written whole.
    """

    url: str
    endpoint: str = "chat"
    azure: bool = False
    repair: Repair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRead(Fact):
    """OpenAI's key or base URL is read, required or checked (I01).

    Attributes:
        variable: ``OPENAI_API_KEY``, ``OPENAI_BASE_URL`` …; or ``sk-`` for a check of the form.
        how: ``"read"``, ``"required"``, ``"checked"``, ``"set"`` or ``"stored"`` (configuration).
        rename: Where the bare variable's name is written (without quotes), if replaceable.
        others: Where the same statement writes it again.
    """

    variable: str
    how: str = "read"
    rename: Place | None = None
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRole(Fact):
    """A role in a chat message (B03). ``place`` is the role's literal.

    Attributes:
        role: The role.
    """

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePart(Fact):
    """A content part in a chat message (B02). ``place`` is the part.

    Attributes:
        type: ``image_url``, ``input_audio``, ``file`` …
    """

    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaOutput(Fact):
    """Output bound to a schema by the endpoint, apart from a `Call`'s field (B04).

    Attributes:
        how: What asks for it, such as ``with_structured_output``.
        instead: The framework's own way to do without; empty for the rule's advice.
    """

    how: str
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrowingHistory(Fact):
    """A message list that grows and is sent, without a bound in sight (B06).

    ``place`` is the statement that makes it grow; the front end emits one fact
    for each list, only where a loop, an object's life or the process keeps it.

    Attributes:
        name: The list as written, such as ``self.messages``.
    """

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenBudget(Fact):
    """A number of tokens that the code counts on, apart from a `Call`'s field (B07).

    Attributes:
        name: What holds it, such as ``MAX_CONTEXT`` or a table's key.
        tokens: The number.
    """

    name: str
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLogic(Fact):
    """Code whose way depends on the model's name (B09).

    Attributes:
        how: What it does: ``"branches on"``, ``"looks up"``, ``"restricts to"``,
            ``"counts tokens by"``.
        detail: What it names, such as ``startswith("gpt-")``.
    """

    how: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentUse(Fact):
    """A way of reading ``content`` that a filler sentence upsets (C01).

    Attributes:
        how: ``"none-means-tool-call"``, ``"content-first"`` or ``"content-dropped"``.
    """

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRead(Fact):
    """An error's field or text is read that Electron fills otherwise (C02).

    Attributes:
        what: ``"code"``, ``"param"``, or the message text that is matched.
    """

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FanOut(Fact):
    """Chat calls that run at the same time (C03).

    Attributes:
        how: What starts them, such as ``asyncio.gather``.
        limit: How many at most; None if there is no limit in sight.
    """

    how: str
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrySetting(Fact):
    """How an SDK's client asks again after a 429 (C05).

    Attributes:
        sdk: The SDK's name.
        attempts: How often it asks again; None if that is not known.
        longest: The longest wait in seconds that it takes from ``Retry-After``; None if any.
        known: Whether ``longest`` was read off the code.
    """

    sdk: str
    attempts: int | None
    longest: float | None = None
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkIndex(Fact):
    """A chunk's ``choices[0]`` is read without a guard (C04).

    Attributes:
        name: The chunk's variable.
        include_usage: Whether the stream asks for usage; None if that is unknown.
        statement: The whole statement, where a guard would go; None if there is no safe place.
    """

    name: str
    include_usage: bool | None
    statement: Place | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A change that a front end can turn into edits.

    Attributes:
        action: One of the words below.
        place: What it changes.
        fact: The fact it stems from, where the edit needs more than a place.
        others: Places of the same file that change with it, or not at all.

    The actions: ``set-model`` (the literal becomes ``electron``), ``set-client``
    (base URL and key), ``set-url`` (the literal becomes Electron's address), ``replace-key`` (a
    key that is written out), ``rename-field`` (to ``text``), ``set-string`` (the literal
    becomes ``text``), ``set-text`` (whatever stands there becomes ``text``), ``guard-chunk``,
    ``legacy-call``, ``responses-call`` (a chat request; ``text`` says what its input is),
    ``rename-variable``.
    """

    action: str
    place: Place
    fact: Fact | None = None
    text: str = ""
    others: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Fact):
    """A part of a route: what has to move with other parts, or not at all.

    No rule looks at it: `electron_kit.audit.routes` joins the parts of all files, and only a
    change whose part moves is made.

    Attributes:
        key: What other parts call it: `part_key` of its repair, or a word of the front end.
        kind: ``client``, ``request``, ``call``, ``model``, ``key``, ``check``, ``field`` or
            ``name``.
        name: How a sentence calls it, such as ``the key `KEY```.
        needs: The keys of the parts without which it does not move.
        repair: The change that moves it; None if nothing of it is changed.
        code: The rule that reports the change; empty if it is another finding's.
        obstacle: Why it cannot move, as a clause; empty if it can.
        words: Names that code elsewhere may know it by, each with the file that defines it.
        stored: Whether it is a value that configuration stores.
        open: Whether it moves only if configuration stores a value for it.
    """

    key: str
    kind: str
    name: str
    needs: tuple[str, ...] = ()
    repair: Repair | None = None
    code: str = ""
    obstacle: str = ""
    words: tuple[tuple[str, str], ...] = ()
    stored: bool = False
    open: bool = False


def part_key(action: str, place: Place) -> str:
    """Return the key of the part that a repair changes."""
    cell = place.unit.cell or 0
    return f"{action}@{place.unit.path}#{cell}:{place.start}-{place.end}"


FactT = TypeVar("FactT", bound=Fact)


@dataclass(slots=True)
class Facts:
    """All facts of one project, for rules that look beyond the fact in hand."""

    all: list[Fact] = field(default_factory=list)

    def of(self, kind: type[FactT]) -> list[FactT]:
        """Return the facts of one kind, in the order of the front ends."""
        return [fact for fact in self.all if isinstance(fact, kind)]
