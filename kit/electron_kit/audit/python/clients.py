"""Who is an OpenAI client, and whose endpoint does it talk to."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import Any

from ..facts import Confidence, Provider
from ..hosts import FOREIGN_KEYS
from .index import VENDOR_NAME, last_name
from .known import AZURE_CLIENTS, CLIENTS, OTHER_VENDORS, WRAPPERS, canonical
from .resolve import Resolver
from .tree import walk
from .values import Obj

_KIT = {
    "electron_kit.client", "electron_kit.async_client",
    "electron_kit.clients.client", "electron_kit.clients.async_client",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    """A client of the SDK.

    Attributes:
        provider: Whose endpoint it talks to.
        path: The attributes taken from it.
        made: The call that makes it, or None if only its type is known.
        constructor: The class's name, or ``openai`` for the module.
        confidence: How sure that it is one.
    """

    provider: Provider
    path: tuple[str, ...]
    made: Any
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
        self._wrapping: set[int] = set()

    def of(self, item: Obj) -> Client | None:
        """Return the client that an object is, or that it is an attribute of."""
        if item.kind == "ext":
            return self._module_level(item)
        if item.kind != "made":
            return None
        name = canonical(item.name)
        if name in _KIT:
            return Client(Provider.ELECTRON, item.path, item.node, name.rpartition(".")[2])
        base, _, last = name.rpartition(".")
        if base == "openai" and last in CLIENTS:
            made = item.node if item.node.__class__ is ast.Call and item.data is None else None
            if made is None and item.data == "subclass":
                # A class of its own, such as ``GroqClient(OpenAI)``, says whose it is.
                own = last_name(item.node.func) if item.node.__class__ is ast.Call else ""
                provider = Provider.OTHER if VENDOR_NAME.search(own) else Provider.OPENAI
            elif made is None:
                provider = Provider.AZURE if last in AZURE_CLIENTS else Provider.OPENAI
            else:
                provider = self.provider(made, last)
            return Client(provider, item.path, made, last, item.confidence)
        if item.node.__class__ is ast.Call:
            return self._wrapped(item)
        return None

    def _module_level(self, item: Obj) -> Client | None:
        name = canonical(item.name)
        if name != "openai" and not name.startswith("openai."):
            return None
        path = tuple(name.split(".")[1:])
        if path and path[0] in CLIENTS:
            return None
        return Client(Provider.OPENAI, path, None, "openai", item.confidence)

    def _wrapped(self, item: Obj) -> Client | None:
        name = item.name
        if not WRAPPERS.search(name) and "openai" not in name.rpartition(".")[2].lower():
            return None
        call = item.node
        if id(call) in self._wrapping:
            # ``client = wrap(client)``: what is wrapped here is looked for already.
            return None
        self._wrapping.add(id(call))
        try:
            for argument in [*call.args[:2], *(k.value for k in call.keywords)]:
                for inner in self.resolver.of(argument):
                    client = self.of(inner)
                    if client is not None and not client.path:
                        return replace(client, path=item.path)
        finally:
            self._wrapping.discard(id(call))
        return None

    def provider(self, call: ast.Call, constructor: str) -> Provider:
        """Return whose endpoint a constructor's arguments lead to.

        Args:
            call: The constructor's call.
            constructor: The class's name.
        """
        known = self._providers.get(id(call))
        if known is None:
            self._providers[id(call)] = Provider.OPENAI
            known = self._providers[id(call)] = self._provider(call, constructor)
        return known

    def _provider(self, call: ast.Call, constructor: str) -> Provider:
        arguments = {k.arg: k.value for k in call.keywords if k.arg}
        written = "base_url" in arguments
        without = False
        for keyword in call.keywords:
            if keyword.arg is None:
                for item in self.resolver.of(keyword.value):
                    if item.kind == "dict":
                        entries = self.resolver.dict_values(item)
                        without |= "base_url" not in entries
                        for name, values in entries.items():
                            arguments.setdefault(name, values[0])
        url = arguments.get("base_url")
        if url is not None:
            provider = self._by_url(url, arguments.get("api_key"), constructor)
            if provider is Provider.OTHER and without and not written:
                # One of several ``**arguments`` leads elsewhere, another does not.
                return Provider.OPENAI
            return provider
        key = arguments.get("api_key")
        if constructor in AZURE_CLIENTS:
            return Provider.AZURE
        if key is not None and self.foreign_key(key):
            return Provider.OTHER
        return Provider.OPENAI

    def _by_url(self, url: Any, key: Any, constructor: str) -> Provider:
        found = set()
        unset = False
        for item in self.resolver.of(url):
            if item.kind in ("const", "text"):
                if item.data is None:
                    unset = True
                    continue
                provider = provider_of_url(str(item.data))
                if provider is Provider.UNKNOWN and item.kind == "text":
                    provider = self._by_gap(item.node)
                found.add(provider)
            elif item.kind == "env":
                found.add(_provider_of_variable(item.name))
        if constructor in AZURE_CLIENTS and Provider.ELECTRON not in found:
            return Provider.AZURE
        urls = self.resolver.of(url)
        if urls and all(item.kind == "const" and item.data is None for item in urls):
            return Provider.OPENAI
        found.discard(Provider.UNKNOWN)
        for provider in (Provider.ELECTRON, Provider.AZURE, Provider.OPENAI):
            if provider in found:
                return provider
        if found:
            # Left unset somewhere, it is the SDK's own: another's URL elsewhere is no proof.
            named = FOREIGN_KEYS.search((last_name(url) or "").upper())
            return Provider.UNKNOWN if unset and not named else Provider.OTHER
        if key is not None and self.foreign_key(key):
            return Provider.OTHER
        text = (last_name(url) or "").upper()
        if FOREIGN_KEYS.search(text):
            return Provider.OTHER
        return Provider.UNKNOWN

    def _by_gap(self, node: Any) -> Provider:
        """Return whose endpoint a URL is by the names of what its text is filled with."""
        for inner in walk(node):
            if inner.__class__ not in (ast.Name, ast.Attribute):
                continue
            variables = [o.name for o in self.resolver.of(inner) if o.kind == "env"]
            for name in (*variables, last_name(inner)):
                provider = _provider_of_variable(name)
                if provider is not Provider.UNKNOWN:
                    return provider
        return Provider.UNKNOWN

    def foreign_key(self, key: Any) -> bool:
        """Say whether a key's expression names another vendor, and OpenAI nowhere."""
        values = self.resolver.of(key)
        if len(values) > 1 and any(o.kind == "const" and o.data is None for o in values):
            # Unset by default: then the SDK reads OpenAI's, whatever somebody else gives.
            return FOREIGN_KEYS.search(last_name(key).upper()) is not None
        names = [o.name for o in values if o.kind in ("env", "path")]
        constants = [str(o.data) for o in values if o.kind == "const" and o.data is not None]
        names.append(last_name(key))
        if any("OPENAI" in name.upper() for name in names):
            return False
        if any(FOREIGN_KEYS.search(name) for name in names):
            return True
        return bool(constants) and all(
            text.lower()
            in ("ollama", "lm-studio", "lmstudio", "not-needed", "empty", "none", "vllm")
            for text in constants
        )


def provider_of_url(url: str) -> Provider:
    """Return whose endpoint a URL is."""
    text = url.lower()
    if "smallest.ai" in text:
        return Provider.ELECTRON
    if "azure.com" in text or "azure-api.net" in text or "/openai/deployments" in text:
        return Provider.AZURE
    if "api.openai.com" in text:
        return Provider.OPENAI
    if not text or text.startswith("{}") or "://" not in text:
        return Provider.UNKNOWN
    return Provider.OTHER


def _provider_of_variable(name: str) -> Provider:
    upper = name.upper()
    if "SMALLEST" in upper or "ELECTRON" in upper:
        return Provider.ELECTRON
    if "AZURE" in upper:
        return Provider.AZURE
    if FOREIGN_KEYS.search(upper):
        return Provider.OTHER
    return Provider.OPENAI if "OPENAI" in upper else Provider.UNKNOWN


def other_vendor(name: str) -> bool:
    """Say whether a qualified name is another vendor's."""
    return name.partition(".")[0] in OTHER_VENDORS
