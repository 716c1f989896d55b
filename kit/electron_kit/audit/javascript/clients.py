"""Who is an OpenAI client, and whose endpoint does it talk to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..facts import Confidence, Provider
from ..hosts import FOREIGN_KEYS
from .index import first_argument
from .known import OTHER_VENDORS
from .resolve import Resolver
from .syntax import Node
from .values import Obj

_CONSTRUCTORS = {"openai.OpenAI", "openai.AzureOpenAI", "openai.OpenAIApi"}


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the SDK.

    Attributes:
        provider: Whose endpoint it talks to.
        path: The members taken from it.
        made: The expression that makes it, or None if only its type is known.
        constructor: The class's name.
        confidence: How sure that it is one.
    """

    provider: Provider
    path: tuple[str, ...]
    made: Node | None
    constructor: str
    confidence: Confidence = Confidence.HIGH


class Clients:
    """Tells clients apart.

    Args:
        resolver: The project's resolver.
    """

    def __init__(self, resolver: Resolver) -> None:
        """Start with no client known."""
        self.resolver = resolver
        self._providers: dict[int, Provider] = {}

    def of(self, item: Obj) -> Client | None:
        """Return the client that an object is, or that it is a member of."""
        if item.kind != "made" or item.name not in _CONSTRUCTORS:
            return None
        last = item.name.rpartition(".")[2]
        if item.node.kind != "new_expression" or item.data == "subclass":
            provider = Provider.AZURE if last == "AzureOpenAI" else Provider.OPENAI
            made = item.node if item.node.kind == "new_expression" else None
            return Client(provider, item.path, made, last, item.confidence)
        return Client(self.provider(item.node, last), item.path, item.node, last, item.confidence)

    def provider(self, made: Node, constructor: str) -> Provider:
        """Return whose endpoint a client talks to, by its arguments.

        Args:
            made: The expression that makes it.
            constructor: Its class.
        """
        known = self._providers.get(id(made))
        if known is None:
            # A client whose settings depend on itself is looked at once.
            self._providers[id(made)] = Provider.OPENAI
            known = self._providers[id(made)] = self._provider(made, constructor)
        return known

    def _provider(self, made: Node, constructor: str) -> Provider:
        if constructor == "AzureOpenAI":
            return Provider.AZURE
        settings = self.settings(made)
        urls = self.option(settings, "baseURL", "basePath", "baseUrl")
        by_url = provider_of_urls(urls)
        if by_url is Provider.OTHER and not self.given(settings, "baseURL", "basePath", "baseUrl"):
            # Set under a condition only: without it, the client is OpenAI's.
            by_url = Provider.OPENAI
        if by_url is not None:
            return by_url
        keys = self.option(settings, "apiKey")
        names = [item.name for item in keys if item.kind == "env"]
        foreign = [
            name
            for name in names
            if FOREIGN_KEYS.search(name) and "OPENAI" not in name.replace("OPENROUTER", "")
        ]
        if names and len(foreign) == len(names):
            return Provider.OTHER
        given = self.given(settings, "baseURL", "basePath")
        if given and not urls:
            return Provider.UNKNOWN
        return Provider.OPENAI

    def settings(self, made: Node) -> list[Obj]:
        """Return the objects that a client is made with; of version 3, the ``Configuration``'s."""
        found: list[Obj] = []
        for item in self.resolver.of(first_argument(made)):
            if item.kind == "made" and item.name == "openai.Configuration":
                found += self.resolver.of(first_argument(item.node))
            else:
                found.append(item)
        arguments = made.get("arguments")
        if (
            arguments is not None
            and made.get("constructor") is not None
            and len(arguments.children) > 1
        ):
            # new OpenAIApi(configuration, basePath)
            found += [i for i in self.resolver.of(arguments.children[1]) if i.kind == "const"]
        return found

    def option(self, settings: Iterable[Obj], *names: str) -> list[Obj]:
        """Return what an option may be."""
        found: list[Obj] = []
        for item in settings:
            for name in names:
                found += self.resolver.member(item, name, item.node)
            if item.kind == "const" and isinstance(item.data, str) and "basePath" in names:
                found.append(item)
        return found

    def given(self, settings: Iterable[Obj], *names: str) -> bool:
        """Say whether an option is written, whatever its value."""
        for item in settings:
            if item.kind != "object":
                continue
            for child in item.node.children:
                label = child.get("key") or child
                if label.text.strip("'\"") in names:
                    return True
        return False


def provider_of_urls(urls: Iterable[Obj]) -> Provider | None:
    """Return whose endpoint base URLs lead to; None if they do not say.

    Args:
        urls: What a base URL may be.
    """
    found: set[Provider] = set()
    for item in urls:
        if item.kind in ("const", "text") and isinstance(item.data, str) and item.data:
            found.add(_provider_of_url(item.data))
        elif item.kind == "env":
            if "AZURE" in item.name:
                found.add(Provider.AZURE)
            elif "SMALLEST" in item.name or "ELECTRON" in item.name:
                found.add(Provider.ELECTRON)
            elif FOREIGN_KEYS.search(item.name.replace("OPENAI", "")):
                found.add(Provider.OTHER)
            elif "OPENAI" in item.name:
                found.add(Provider.OPENAI)
            else:
                found.add(Provider.UNKNOWN)
        elif item.kind == "const" and item.data is None:
            found.add(Provider.OPENAI)
    for provider in (
        Provider.OPENAI,
        Provider.ELECTRON,
        Provider.AZURE,
        Provider.OTHER,
        Provider.UNKNOWN,
    ):
        if provider in found:
            return provider
    return None


def _provider_of_url(url: str) -> Provider:
    if "smallest.ai" in url:
        return Provider.ELECTRON
    if "azure" in url or "/openai/deployments" in url:
        return Provider.AZURE
    if "openai.com" in url:
        return Provider.OPENAI
    if (
        "oai.hconeai.com" in url
        or "oai.helicone.ai" in url
        or ("gateway.ai.cloudflare.com" in url and url.rstrip("/").endswith("openai"))
    ):
        return Provider.OPENAI
    if url.startswith("\0"):
        return Provider.UNKNOWN
    return Provider.OTHER if "://" in url else Provider.UNKNOWN


def is_foreign(item: Obj) -> bool:
    """Say whether an object is known to be something else than an OpenAI client."""
    if item.kind in ("made", "external"):
        root = item.name
        return OTHER_VENDORS.match(root) is not None
    return item.kind in ("object", "array", "function", "instance", "class", "module")
