"""Who is an OpenAI client, and whose endpoint does it talk to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..common.providers import Said, provider_of
from ..facts import Confidence, Provider
from .known import OTHER_VENDORS
from .named_clients import by_its_name
from .resolve import Resolver
from .syntax import Node
from .values import Obj
from .written import first_argument, last_name

_CONSTRUCTORS = {"openai.OpenAI", "openai.AzureOpenAI", "openai.OpenAIApi"}
_URLS = ("baseURL", "basePath", "baseUrl")


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
        settings = self.settings(made)
        urls = self.said(settings, *_URLS)
        azure = constructor == "AzureOpenAI"
        provider = provider_of(urls, self.said(settings, "apiKey"), azure=azure)
        return by_its_name(made) if provider is Provider.UNKNOWN else provider

    def said(self, settings: Iterable[Obj], *names: str) -> Said | None:
        """Return what is written for an option; None if nothing is.

        Args:
            settings: The objects that a client is made with.
            names: What the option is called.
        """
        settings = list(settings)
        found = self.option(settings, *names)
        written = list(self.written(settings, *names))
        if not (found or written):
            return None
        result = said(found, written)
        # Of several objects that it may be made with, one has none: ``case "openai":``.
        several = [item for item in settings if item.kind == "object"]
        lacking = len(several) > 1 and any(self._lacks(item, *names) for item in several)
        return replace(result, always=False) if lacking else result

    def _lacks(self, item: Obj, *names: str) -> bool:
        """Say whether an object has no such option, whatever is done to it."""
        spread = any(child.kind == "spread_element" for child in item.node.children)
        said_of_it = any(True for _ in self.written([item], *names))
        return not (spread or said_of_it or self.option([item], *names))

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

    def written(self, settings: Iterable[Obj], *names: str) -> Iterator[Node]:
        """Yield the expressions that are written for an option, whatever they are."""
        for item in settings:
            for child in item.node.children if item.kind == "object" else ():
                label = child.get("key") or child
                if label.text.strip("'\"") in names:
                    yield child.get("value") or child


def said(found: Iterable[Obj], written: Iterable[Node]) -> Said:
    """Return what is written for an option.

    Args:
        found: What it may be.
        written: The expressions themselves; none if it is set under a condition only.
    """
    found, named = list(found), [last_name(node) for node in written]
    texts = [i for i in found if i.kind in ("const", "text") and isinstance(i.data, str) and i.data]
    return Said(
        texts=tuple(item.data for item in texts),
        variables=tuple(item.name for item in found if item.kind == "env"),
        gaps=tuple(name for item in texts if item.kind == "text" for name in _gaps(item.node)),
        named=tuple(name.upper() for name in named if name),
        unset=any(item.kind == "const" and item.data is None for item in found),
        open=any(item.kind not in ("const", "text", "env") for item in found),
        always=bool(named),
    )


def _gaps(text: Node) -> Iterator[str]:
    """Yield the names of what a template is filled with."""
    for inner in text.walk():
        if inner.kind in ("identifier", "property_identifier"):
            yield inner.text


def is_foreign(item: Obj) -> bool:
    """Say whether an object is known to be something else than an OpenAI client."""
    if item.kind in ("made", "external"):
        root = item.name
        return OTHER_VENDORS.match(root) is not None
    return item.kind in ("object", "array", "function", "instance", "class", "module")
