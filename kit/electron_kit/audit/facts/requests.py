"""Facts of what reaches an endpoint: clients, requests, models, frameworks, keys, retries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..units import Place
from ..values import Field
from .fact import Fact, Provider
from .repairs import Repair


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
        kept_in: The constant that holds it in a list or a table; empty for others.
    """

    model: str
    endpoint: str = "chat"
    route: str = "argument"
    kept_in: str = ""


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
        allowed: Whether it is no request, and says which hosts may be sent one.
        repair: What leads it to Electron, where the URL is written whole.
    """

    url: str
    endpoint: str = "chat"
    azure: bool = False
    allowed: bool = False
    repair: Repair | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRead(Fact):
    """OpenAI's key or base URL is read, required or checked (I01).

    Attributes:
        variable: ``OPENAI_API_KEY``, ``OPENAI_BASE_URL`` …; or ``sk-`` for a check of the form.
        how: ``"read"``, ``"required"``, ``"checked"``, ``"set"``, ``"stored"`` (configuration) or
            ``"set to OpenAI's address"`` (a setting of whatever name).
        rename: Where the bare variable's name is written (without quotes), if replaceable.
        others: Where the same statement writes it again.
    """

    variable: str
    how: str = "read"
    rename: Place | None = None
    others: tuple[Place, ...] = ()


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
