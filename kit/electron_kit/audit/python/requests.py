"""Requests to endpoints through the SDK."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...contract.responses import held_by_method
from ..facts import Call, ClientMade, Confidence, Fact, LegacyUse, Provider, Repair
from .clients import Client, Clients, other_vendor
from .constructors import Made, constructors_in, key_crossing
from .fields import FieldReader
from .handed_on import handed_on, is_parameter
from .index import Module
from .known import CHAT_METHODS, LEGACY, LEGACY_INSTEAD, WITHOUT_MODELS, endpoint_of
from .request_candidates import candidates_in
from .resolve.resolver import Resolver
from .responses import Shape
from .tree import dotted, last_name, place_of, walk
from .values import Obj
from .vendors import for_another_vendor, in_vendors_branch


@dataclass(frozen=True, slots=True)
class Request:
    """A call that is a request.

    Attributes:
        node: The call.
        fact: The fact that was made of it.
        made: The calls that make the client, as far as they are known.
        client: Who sends it; None for a request that is written by hand.
        shared: Whether another vendor's client may send it as well.
    """

    node: ast.Call
    fact: Call
    made: tuple[Any, ...]
    client: Client | None = None
    shared: bool = False


# Libraries beside which a client is none of theirs where it has a call such as `images.generate`.
_BESIDE_OURS = WITHOUT_MODELS | {"azure", "boto3"}


class Requests:
    """Finds a project's requests.

    Args:
        resolver: The project's resolver.
        clients: Tells clients apart.
        reader: Collects fields.

    Attributes:
        foreign: The calls of other vendors' clients, with the partials they go through.
    """

    def __init__(self, resolver: Resolver, clients: Clients, reader: FieldReader) -> None:
        """Find every request of the project."""
        self.resolver = resolver
        self.clients = clients
        self.reader = reader
        self.found: list[Request] = []
        self.by_module: dict[int, list[Request]] = defaultdict(list)
        self.legacy: list[LegacyUse] = []
        self.others: list[Call] = []
        self.foreign: list[tuple[ast.Call, list[Obj]]] = []
        self._uses_openai = any(
            name.partition(".")[0] in ("openai", "langfuse", "instructor")
            for module in resolver.project.every
            for name in module.imported
        )
        careful = resolver.careful
        for module in resolver.project.modules:
            for call in candidates_in(module):
                request = careful.part(module.path, self._request, call, module, line=call.lineno)
                if request is not None:
                    self.found.append(request)
                    self.by_module[id(module)].append(request)
            for method, given in handed_on(module):
                careful.part(module.path, self._handed, method, given, module, line=method.lineno)
            for node in module.nodes[ast.Attribute]:
                if node.attr in ("create", "acreate") and last_name(node.value) in LEGACY:
                    careful.part(module.path, self._kept, node, line=node.lineno)

    def _kept(self, node: ast.Attribute) -> None:
        """Note a method of the SDK before 1.0 that is kept in a variable, to be called later."""
        parent: Any = node.parent
        if parent.__class__ is ast.Call and parent.func is node:
            return
        for item in self.resolver.of(node):
            client = self.clients.of(item)
            endpoint = endpoint_of(client.path) if client is not None else None
            if client is None or endpoint is None or client.constructor != "openai":
                continue
            use = _legacy(parent, endpoint, client.path, client.confidence, written=node)
            self.legacy.append(use)
            if endpoint != "chat":
                self.others.append(
                    Call(
                        place=use.place,
                        confidence=use.confidence,
                        endpoint=endpoint,
                        path=".".join(client.path),
                        provider=client.provider,
                        complete=False,
                    )
                )
            return

    def _handed(self, method: ast.Attribute, given: ast.Call | None, module: Module) -> None:
        """Note a method that is handed to others to call."""
        for item in self.resolver.of(method):
            client = self.clients.of(item.whole)
            endpoint = endpoint_of(client.path) if client is not None else None
            if client is None or endpoint is None or client.provider is Provider.OTHER:
                continue
            if given is None and (
                endpoint == "chat"
                or (method.attr in ("create", "acreate") and (last_name(method.value) in LEGACY))
            ):
                continue
            if any(request.node is given for request in self.by_module[id(module)]):
                return
            fields, complete = self.reader.of_call(given) if given is not None else ({}, False)
            fact = Call(
                place=place_of(method if given is None or method in walk(given) else given),
                confidence=client.confidence,
                endpoint=endpoint,
                path=".".join(client.path),
                provider=client.provider,
                fields=fields,
                complete=complete,
                stays=held_by_method(client.path),
            )
            if given is None:
                self.others.append(fact)
                return
            made = (client.made,) if client.made is not None else ()
            request = Request(given, fact, made, client)
            self.found.append(request)
            self.by_module[id(module)].append(request)
            return

    def _request(self, call: ast.Call, module: Module) -> Request | None:
        objects = self.resolver.of(call.func)
        best: tuple[Client, str, tuple[str, ...]] | None = None
        candidates: list[tuple[Client, str, tuple[str, ...]]] = []
        made: list[Any] = []
        partials: list[Obj] = []
        foreign = shared = False
        for found in objects:
            item = found.whole
            partials += found.partials
            client = self.clients.of(item)
            if client is None:
                shared |= item.kind in ("made", "ext") and other_vendor(item.name)
                foreign |= shared
                foreign |= item.kind in ("func", "inst", "class", "dict", "list", "const")
                continue
            endpoint = endpoint_of(client.path)
            if endpoint is None:
                foreign = True
                continue
            if client.provider is Provider.OTHER:
                foreign = shared = True
                continue
            made += [client.made] if client.made is not None else []
            candidates.append((client, endpoint, client.path))
            if best is None or best[0].provider is Provider.UNKNOWN:
                best = (client, endpoint, client.path)
        confidence = Confidence.HIGH
        if best is None:
            if foreign:
                self.foreign += [(call, partials)] if shared else []
                return None
            guess = self._guess(call, module)
            if guess is None or in_vendors_branch(call) or _by_its_name(call):
                return None
            best, confidence = guess, Confidence.MEDIUM
        client, endpoint, path = best
        given = endpoint != "chat" and call.func.__class__ is ast.Name and is_parameter(call.func)
        if given or (shared and in_vendors_branch(call)):
            return None
        if client.provider is Provider.UNKNOWN:
            confidence = min(confidence, Confidence.MEDIUM)
        fields, complete = self.reader.of_call(call, partials)
        others = [c for c in candidates if c[1] == "completions"]
        # One attribute holds either endpoint; what is sent tells which.
        if others and endpoint == "chat" and "prompt" in fields and "messages" not in fields:
            client, endpoint, path = others[0]
        written = call.func.__class__ is ast.Attribute and last_name(call.func.value) in LEGACY
        if path[0] in LEGACY and client.constructor == "openai" and written:
            self.legacy.append(_legacy(call, endpoint, path, confidence))
        stays, repair = held_by_method(path), None
        if path == ("responses", "create") and confidence is Confidence.HIGH and not shared:
            shape = Shape(call, self.resolver)
            stays = shape.stays
            repair = None if stays else Repair("responses-call", place_of(call), text=shape.kind)
        fact = Call(
            place=place_of(call),
            confidence=min(confidence, client.confidence),
            endpoint=endpoint,
            path=".".join(path),
            provider=client.provider,
            fields=fields,
            complete=complete,
            alone=not foreign and all(c[0].provider is client.provider for c in candidates),
            repair=repair,
            stays=stays,
        )
        return Request(call, fact, tuple(made), client, shared)

    def _guess(self, call: ast.Call, module: Module) -> tuple[Client, str, tuple[str, ...]] | None:
        """Return what a call is by its attribute path alone, if that leaves little doubt."""
        text = dotted(call.func) or _tail(call.func)
        for item in self.resolver.of(call.func):
            if item.kind in ("path", "ext"):
                text = item.name if item.name.count(".") > text.count(".") else text
        parts = text.split(".")
        for length in (5, 4, 3, 2) if len(parts) > 1 else ():
            tail = tuple(parts[-length:])
            endpoint = endpoint_of(tail)
            if endpoint is None or (len(parts) <= length and tail[0] != "chat"):
                continue
            root = ".".join(parts[:-length]).lower()
            prompted = tail[0] == "completions" and any(k.arg == "prompt" for k in call.keywords)
            if not prompted and not self._plausible(tail, endpoint, root, module):
                return None
            if prompted and not module.imported & {"openai"}:
                return None
            return Client(Provider.OPENAI, tail, None, ""), endpoint, tail
        return None

    def _plausible(self, tail: tuple[str, ...], endpoint: str, root: str, module: Module) -> bool:
        imports = {name.partition(".")[0] for name in module.imported}
        others = any(other_vendor(name) for name in imports - _BESIDE_OURS)
        named = any(word in root for word in ("openai", "oai", "gpt"))
        if endpoint == "chat" or (tail[0] == "beta" and len(tail) > 2):
            return "openai" in imports or named or (self._uses_openai and not others)
        if not self._uses_openai and not named:
            return False
        distinctive = tail[0] in (
            "embeddings", "images", "audio", "moderations", "fine_tuning", "vector_stores",
            "responses",
            "batches", "uploads", "realtime",
        ) and len(tail) >= 2  # fmt: skip
        return (
            distinctive and (named or "client" in root.rpartition(".")[2]) and (named or not others)
        )

    def facts(self) -> Iterator[Fact]:
        """Yield the requests, and the clients with the endpoints that they serve."""
        endpoints: dict[int, set[str]] = defaultdict(set)
        for request in self.found:
            yield request.fact
            for made in request.made:
                endpoints[id(made)].add("chat" if request.fact.chats else request.fact.endpoint)
        yield from self.legacy
        yield from self.others
        for made_here in self.constructors:
            call, client = made_here.node, made_here.client
            unknown = client.provider is Provider.UNKNOWN
            if unknown and for_another_vendor(call):
                continue
            yield ClientMade(
                place=place_of(call),
                confidence=Confidence.MEDIUM if unknown else made_here.confidence,
                provider=client.provider,
                constructor=client.constructor,
                arguments=made_here.fields,
                endpoints=frozenset(endpoints[id(call)]),
                crossing=key_crossing(call, made_here.fields),
            )

    @cached_property
    def constructors(self) -> list[Made]:
        """The calls that make clients, whosever they are."""
        return [
            m
            for module in self.resolver.project.modules
            for m in constructors_in(module, self.resolver, self.clients, self.reader)
        ]


def _tail(node: Any) -> str:
    """Return the attributes at the end of an expression that starts with a call or a subscript."""
    parts = []
    while node.__class__ is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if node.__class__ is ast.Call:
        parts.append(last_name(node.func) or "?")
    elif node.__class__ is ast.Subscript:
        parts.append(last_name(node.value) or "?")
    else:
        parts.append("?")
    return ".".join(reversed(parts))


def _legacy(
    call: Any,
    endpoint: str,
    path: tuple[str, ...],
    confidence: Confidence,
    written: Any = None,
) -> LegacyUse:
    method = path[-1]
    instead = LEGACY_INSTEAD[endpoint]
    simple = endpoint == "chat" and method in CHAT_METHODS and written is None
    place = place_of(call if written is None else written)
    return LegacyUse(
        place=place,
        confidence=confidence,
        symbol="openai." + ".".join(path),
        instead=f"{instead}.{method.removeprefix('a') if method in ('acreate',) else method}",
        repair=Repair("legacy-call", place_of(call.func), text=method) if simple else None,
    )


def _by_its_name(call: ast.Call) -> bool:
    """Say whether what asks is called after another vendor, and what is asked not after OpenAI."""
    return for_another_vendor(call) and "openai" not in dotted(call.func).lower()
