"""Requests to endpoints through the SDK, and the clients that send them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from ...contract.responses import held_by_method
from ..common.providers import WITHOUT_KEY
from ..facts import Call, ClientMade, Confidence, Fact, Field, LegacyUse, Place, Provider, Repair
from .clients import Client, Clients, is_foreign
from .fields import FieldReader
from .heirs import asks_another_vendor
from .index import Module
from .known import LEGACY, LEGACY_INSTEAD, OTHER_VENDORS, TOP, endpoint_of, package
from .resolve import Resolver
from .responses import Shape
from .syntax import Node
from .written import bare, dotted, first_argument, key_of, last_name

_ARGUMENTS = {
    "baseURL": "base_url", "basePath": "base_url", "apiKey": "api_key",
    "organization": "organization",
    "project": "project", "maxRetries": "max_retries", "timeout": "timeout",
    "defaultHeaders": "default_headers",
    "defaultQuery": "default_query", "azureOpenAIEndpoint": "azure_endpoint",
    "endpoint": "azure_endpoint",
}  # fmt: skip


_PRESENT = "new OpenAI({ baseURL, apiKey }), with openai 4 or later in package.json."


@dataclass(frozen=True, slots=True)
class Request:
    """A call that is a request.

    Attributes:
        node: The call.
        fact: The fact that was made of it.
        made: The expressions that make the client, as far as they are known.
    """

    node: Node
    fact: Call
    made: tuple[Node, ...]


class Requests:
    """Finds a project's requests.

    Args:
        resolver: The project's resolver.
        clients: Tells clients apart.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, clients: Clients, reader: FieldReader) -> None:
        """Find every request of the project."""
        self.resolver = resolver
        self.clients = clients
        self.reader = reader
        self.found: list[Request] = []
        # What asks another vendor's client, or a relay's.
        self.elsewhere: list[Node] = []
        self.legacy: list[LegacyUse] = []
        # The expressions that make clients, with what was made of them.
        self.constructors: list[tuple[Node, Client, ClientMade]] = []
        specs = {package(spec) for module in resolver.project.every for spec in module.specs}
        self.uses_openai = "openai" in specs
        careful = resolver.careful
        for module in resolver.project.modules:
            for call in _candidates(module):
                request = careful.part(
                    module.path, self._request, call, module, line=call.place.line
                )
                if request is not None:
                    self.found.append(request)

    def _request(self, call: Node, module: Module) -> Request | None:
        callee = call.get("function")
        if callee is None or asks_another_vendor(call, self.resolver):
            return None
        best: Client | None = None
        endpoint = ""
        made: list[Node] = []
        foreign = mixed = False
        for item in self.resolver.of(callee):
            client = self.clients.of(item)
            if client is None:
                foreign |= is_foreign(item)
                continue
            word = endpoint_of(client.path)
            if word is None or client.provider is Provider.OTHER:
                foreign = True
                continue
            if client.made is not None:
                made.append(client.made)
            mixed |= best is not None and best.provider is not client.provider
            if best is None or best.provider is Provider.UNKNOWN:
                best, endpoint = client, word
        confidence = Confidence.HIGH
        if best is None:
            if foreign:
                self.elsewhere.append(call)
                return None
            guess = self._guess(callee, module)
            if guess is None:
                return None
            best, endpoint = guess
            confidence = Confidence.MEDIUM
        if best.provider is Provider.UNKNOWN:
            confidence = Confidence.MEDIUM
        fields, complete = self.reader.of_call(call)
        path = tuple(part for part in best.path)
        if path[-1] in LEGACY and len(path) == 1:
            self.legacy.append(_legacy(call, callee, path[-1], confidence))
        stays, repair = held_by_method(path), None
        if path == ("responses", "create") and confidence is Confidence.HIGH and not foreign:
            shape = Shape(call, self.resolver)
            stays = shape.stays
            repair = None if stays else Repair("responses-call", call.place, text=shape.kind)
        fact = Call(
            place=call.place,
            confidence=min(confidence, best.confidence),
            endpoint=endpoint,
            path=".".join(path),
            provider=best.provider,
            fields=fields,
            complete=complete,
            alone=not foreign and not mixed,
            repair=repair,
            stays=stays,
        )
        return Request(call, fact, tuple(made))

    def _guess(self, callee: Node, module: Module) -> tuple[Client, str] | None:
        """Return what a call is by its attribute path alone, if that leaves little doubt."""
        parts = dotted(callee).split(".")
        imports = {package(spec) for spec in module.specs}
        others = any(OTHER_VENDORS.match(spec) for spec in imports)
        if self._root_is_foreign(callee):
            return None
        if parts[-1] in LEGACY and len(parts) > 1:
            if self.uses_openai and not others:
                return Client(Provider.OPENAI, (parts[-1],), None, ""), LEGACY[parts[-1]]
            return None
        for length in (6, 5, 4, 3, 2):
            tail = tuple(parts[-length:])
            if len(tail) < length:
                continue
            word = endpoint_of(tail)
            if word is None:
                continue
            root = ".".join(parts[:-length]).lower()
            named = any(text in root for text in ("openai", "oai", "gpt"))
            if word == "chat" or tail[0] == "beta":
                plain = "openai" in imports or named or (self.uses_openai and not others)
            else:
                distinct = tail[0] in TOP and (
                    tail[0]
                    not in (
                        "files",
                        "models",
                        "threads",
                        "completions",
                        "webhooks",
                        "containers",
                        "edits",
                    )
                )
                plain = root != "" and named and (distinct or "openai" in imports)
            return (Client(Provider.OPENAI, tail, None, ""), word) if plain else None
        return None

    def _root_is_foreign(self, callee: Node) -> bool:
        node = bare(callee)
        while node.kind == "member_expression":
            target = node.get("object")
            if target is None:
                return False
            node = bare(target)
            items = self.resolver.of(node)
            if any(
                (client := self.clients.of(i)) is not None and client.provider is Provider.OTHER
                for i in items
            ):
                return True
            if any(i.kind in ("made", "external") and self.clients.of(i) is None for i in items):
                return True
        return False

    def facts(self) -> Iterator[Fact]:
        """Yield the requests, and the clients with the endpoints that they serve."""
        endpoints: dict[int, set[str]] = defaultdict(set)
        for request in self.found:
            yield request.fact
            for made in request.made:
                endpoints[id(made)].add("chat" if request.fact.chats else request.fact.endpoint)
        yield from self.legacy
        for module in self.resolver.project.modules:
            for calls in list(module.calls.values()):
                for call in calls:
                    if call.kind == "new_expression":
                        yield from self._made(call, endpoints)

    def _made(self, call: Node, endpoints: dict[int, set[str]]) -> Iterator[Fact]:
        for item in self.resolver.of(call):
            if item.name == "openai.Configuration" and item.kind == "made":
                yield LegacyUse(
                    place=call.place,
                    symbol="new Configuration",
                    instead=_PRESENT,
                    repair=Repair("legacy-call", call.place),
                )
                return
            client = self.clients.of(item)
            if client is None or client.path or client.made is not call:
                continue
            if client.constructor == "OpenAIApi":
                yield LegacyUse(
                    place=call.place,
                    symbol="new OpenAIApi",
                    instead=_PRESENT,
                    repair=Repair("legacy-call", call.place),
                )
            fact = ClientMade(
                place=call.place,
                confidence=Confidence.MEDIUM
                if client.provider is Provider.UNKNOWN
                else item.confidence,
                provider=client.provider,
                constructor=client.constructor,
                arguments=self._arguments(call),
                endpoints=frozenset(endpoints[id(call)]),
                options=self._options(call),
                crossing=_without_key(call),
            )
            self.constructors.append((call, client, fact))
            yield fact
            return

    def _options(self, call: Node) -> Place | None:
        """Return the one object of the same file that a client's options are, if they are one."""
        argument = first_argument(call)
        if argument is None or argument.kind != "identifier":
            return None
        found = self.resolver.of(argument)
        if len(found) != 1 or found[0].kind != "object":
            return None
        return found[0].node.place if found[0].node.module is call.module else None

    def _arguments(self, call: Node) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for item in self.clients.settings(call):
            if item.kind == "object":
                for name, entry in self.reader.entries(item.node, {id(item.node)}).items():
                    wire = _ARGUMENTS.get(name, name)
                    found[wire] = Field(wire, entry.place, entry.key, entry.value, entry.values)
        return found


def _candidates(module: Module) -> Iterator[Node]:
    """Yield the calls that may be requests, by the callee's form."""
    for name, calls in list(module.calls.items()):
        for call in calls:
            callee = call.get("function")
            if callee is None:
                continue
            callee = bare(callee)
            if callee.kind == "member_expression":
                target = callee.get("object")
                if (
                    name in LEGACY
                    or (target is not None and bare(target).kind == "member_expression")
                    or name in _METHODS
                ):
                    yield call
            elif callee.kind == "identifier" and _held(callee):
                yield call


_METHODS = frozenset(
    {
        "create",
        "parse",
        "stream",
        "list",
        "retrieve",
        "generate",
        "del",
        "delete",
        "bind",
        "runTools",
    }
)


def _held(callee: Node) -> bool:
    """Say whether a name may hold a bound method."""
    bindings = callee.scope.find(callee.text) if callee.scope is not None else None
    return bool(bindings) and any(
        b.how in ("value", "param") and (b.node is None or b.node.kind != "arrow_function")
        for b in bindings or ()
    )


def _legacy(call: Node, callee: Node, method: str, confidence: Confidence) -> LegacyUse:
    simple = method in (
        "createChatCompletion",
        "createEmbedding",
        "createCompletion",
        "createModeration",
    )
    return LegacyUse(
        place=call.place,
        confidence=confidence,
        symbol=method,
        instead=LEGACY_INSTEAD.get(method, "the present SDK's method"),
        repair=Repair("legacy-call", callee.place, text=method)
        if simple and method == "createChatCompletion"
        else None,
    )


def _without_key(call: Node) -> str:
    """Say what a client does that is given no key; empty if one may be given out of sight."""
    options = first_argument(call)
    if options is None or options.kind != "object":
        return ""
    names = {key_of(child) for child in options.children}
    if "apiKey" in names or any(child.kind == "spread_element" for child in options.children):
        return ""
    return WITHOUT_KEY


__all__ = ["Request", "Requests", "first_argument", "last_name"]
