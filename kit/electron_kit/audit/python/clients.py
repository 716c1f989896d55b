"""Who is an OpenAI client, and whose endpoint does it talk to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..common.providers import Said, provider_of
from ..facts import Confidence, Provider
from .known import AZURE_CLIENTS, CLIENTS, OTHER_VENDORS, WRAPPERS, canonical
from .resolve.resolver import Resolver
from .tree import last_name, walk
from .values import Obj
from .vendors import VENDOR_NAME

# The kit's own clients are Electron's whatever they are given.
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
                usual = Provider.AZURE if last in AZURE_CLIENTS else Provider.OPENAI
                provider = Provider.OTHER if VENDOR_NAME.search(own) else usual
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
        # What wraps a client is known by its name; anything else may do with a client what it
        # likes.
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
            # While its own URL is looked at, a client that leads back to itself is OpenAI's, as by
            # default.
            self._providers[id(call)] = Provider.OPENAI
            known = self._providers[id(call)] = self._provider(call, constructor)
        return known

    def _provider(self, call: ast.Call, constructor: str) -> Provider:
        arguments = {k.arg: k.value for k in call.keywords if k.arg}
        always = "base_url" in arguments
        some = False
        for keyword in call.keywords:
            if keyword.arg is None:
                for item in self.resolver.of(keyword.value):
                    if item.kind == "dict":
                        entries = self.resolver.dict_values(item)
                        # One of several ``**arguments`` leads elsewhere, another does not.
                        some |= "base_url" not in entries
                        for name, values in entries.items():
                            arguments.setdefault(name, values[0])
        return provider_of(
            self._said(arguments.get("base_url"), always=always or not some),
            self._said(arguments.get("api_key"), kinds=("env", "path")),
            azure=constructor in AZURE_CLIENTS,
        )

    def _said(
        self, node: Any, *, always: bool = True, kinds: tuple[str, ...] = ("env",)
    ) -> Said | None:
        """Return what is written for an option; None if nothing is.

        Args:
            node: The option's expression.
            always: Whether it is given on every way.
            kinds: What says by its name whose it is: attributes do for a key, not for a URL.
        """
        if node is None:
            return None
        found = self.resolver.of(node)
        texts = [item for item in found if item.kind in ("const", "text") and item.data is not None]
        name = last_name(node)
        return Said(
            texts=tuple(str(item.data) for item in texts),
            variables=tuple(item.name for item in found if item.kind in kinds),
            gaps=tuple(name for item in texts if item.kind == "text" for name in self._gaps(item)),
            named=(name.upper(),) if name else (),
            unset=any(item.kind == "const" and item.data is None for item in found),
            open=any(item.kind not in ("const", "text", "env") for item in found),
            always=always,
        )

    def _gaps(self, item: Obj) -> Iterator[str]:
        """Yield the names of what a text is filled with."""
        for inner in walk(item.node):
            if inner.__class__ in (ast.Name, ast.Attribute):
                yield from (o.name for o in self.resolver.of(inner) if o.kind == "env")
                yield last_name(inner)


def other_vendor(name: str) -> bool:
    """Say whether a qualified name is another vendor's."""
    return name.partition(".")[0] in OTHER_VENDORS
