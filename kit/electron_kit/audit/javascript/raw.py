"""Hand-written HTTP requests: addresses in strings, and the bodies sent to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...providers import ELECTRON
from ..facts import Call, Confidence, Fact, Place, Provider, RawRequest, Repair
from ..hosts import BASE, OF_RESPONSES, endpoint_of_url, provider_of_url
from .addresses import Addresses, Led, is_told
from .fields import FieldReader
from .index import Module
from .raw_addresses import (
    is_address,
    is_base,
    is_expected,
    names_endpoint,
    outside,
    within_template,
)
from .relays import (
    INSTANCE,
    OPTIONS,
    bases,
    carried_over,
    hosts_set,
    instances,
    is_proxied,
)
from .resolve import Resolver
from .sent_constants import sent_alone
from .syntax import Node, string_value
from .test_files import is_test
from .told_bases import tables, told_bases
from .written import arguments, first_argument, key_of, last_name

# By the function's name: whichever library it is, the address and the body tell.
_SENDERS = frozenset(
    {
        "fetch", "post", "axios", "request", "got", "ofetch", "$fetch", "fetchEventSource",
        "get", "ky", "SSE",
        "fetchWithTimeout", "EventSource", "requestUrl", "httpRequest", "put", "delete", "stream",
        # XMLHttpRequest's: ``open("POST", url)``.
        "open",
    }
)  # fmt: skip


class Raw:
    """Finds a project's hand-written requests.

    Args:
        resolver: The project's resolver.
        reader: Collects fields.
    """

    def __init__(self, resolver: Resolver, reader: FieldReader) -> None:
        """Start with nothing found."""
        self.resolver = resolver
        self.reader = reader
        self.addresses = Addresses(resolver)
        self.calls: list[tuple[Node, Call]] = []
        self.facts_at: list[RawRequest] = []
        # Where an address of chat completions is written: its function leads to a request, also
        # where the request itself is not followed.
        self.written: list[Node] = []
        # Names in requests to other endpoints: place, name, endpoint, route, confidence.
        self.models: list[tuple[Place, str, str, str, Confidence]] = []
        self._seen: set[int] = set()
        # The base URLs that lead to requests in sight.
        self._followed: set[int] = set()
        self._names: set[str] | None = None

    def facts(self) -> Iterator[Fact]:
        """Yield the addresses, and the requests to chat completions with their fields."""
        for module in self.resolver.project.modules:
            yield from self._addresses(module)
            yield from self._requests(module)
            for node in (*hosts_set(module), *carried_over(self.resolver, module)):
                yield self._fact(node, node.text, "chat")
            for node in tables(module):
                if id(node) not in self._seen:
                    yield self._fact(node, node.text, "chat")
        # What is asked for by an address that was followed is said there.
        for module in self.resolver.project.modules:
            yield from self._bound(module)

    def _addresses(self, module: Module) -> Iterator[Fact]:
        for node in module.strings:
            raw = module.unit.data[node.start : node.end]
            if b"openai" not in raw and b"${" not in raw:
                continue
            text = self.addresses.text(node)
            if text is None:
                continue
            if text.strip("/") == "api.openai.com":
                endpoint = self._host(node)
                if endpoint:
                    yield self._fact(node, text, endpoint)
                continue
            if BASE.match(text) and is_proxied(node):
                yield self._fact(node, text, "chat")
                continue
            if node.kind == "template_string" and (led := self.addresses.led(node)) is not None:
                yield from self._led(node, led)
                continue
            if not is_address(text) or not names_endpoint(text) or is_base(node):
                continue
            if is_expected(node) or self._mocked(node) or self._continues(node):
                continue
            if id(node) not in self._seen and not within_template(node):
                whole = self._fact(node, text, endpoint_of_url(text))
                told = told_bases(self.resolver, node) if b"${" in raw else []
                yield from self._told(whole, told) if told else self._where_sent(node, whole)

    def _told(self, whole: RawRequest, told: list[Node]) -> Iterator[Fact]:
        """Yield a request where callers tell its base, and what it asks for where it is sent."""
        for node in told:
            if id(node) not in self._seen:
                self._seen.add(id(node))
                yield replace(whole, place=node.place, endpoint="chat")
        if whole.endpoint != "chat":
            yield _call(whole.place, whole.endpoint)

    def _where_sent(self, node: Node, whole: RawRequest) -> Iterator[RawRequest]:
        """Yield an address where it is sent to, if it is a file's constant and used so alone."""
        given = sent_alone(node, self.resolver.project.modules)
        for place in [one.place for one in given] or [whole.place]:
            yield replace(whole, place=place)

    def _bound(self, module: Module) -> Iterator[Fact]:
        """Yield where an HTTP client is bound to OpenAI: its requests name a path alone."""
        for value in bases(self.resolver, module):
            for item in self.resolver.of(value):
                text = item.data if isinstance(item.data, str) else ""
                # What a test gives the project's own client is made up.
                if is_test(item.node.module) and not is_test(module):
                    continue
                if BASE.match(text) and id(item.node) not in self._followed:
                    place = item.node.place
                    yield RawRequest(place=place, url=text, confidence=Confidence.MEDIUM)

    def _led(self, node: Node, led: Led) -> Iterator[Fact]:
        """Yield an address that a function is told the path of, and what it is told."""
        if id(node) not in self._seen:
            # What is asked for is said by whoever tells it.
            yield self._fact(node, led.base, "chat")
        for site, endpoint in led.others:
            if id(site) not in self._seen:
                self._seen.add(id(site))
                yield _call(site.place, endpoint)

    def _mocked(self, node: Node) -> bool:
        """Say whether an address is what a server of a test answers for: msw's ``http.post``."""
        call = node.parent.parent if node.parent is not None else None
        callee = call.get("function") if call is not None else None
        owner = callee.get("object") if callee is not None else None
        return owner is not None and any(
            item.name.startswith("msw.") for item in self.resolver.of(owner)
        )

    def _continues(self, node: Node) -> bool:
        """Say whether a template only goes on from an address that is reported where it stands."""
        first = node.children[0] if node.kind == "template_string" and node.children else None
        if first is None or first.kind != "template_substitution" or not first.children:
            return False
        texts = [o.data for o in self.resolver.of(first.children[0]) if o.kind == "const"]
        return any(isinstance(t, str) and is_address(t) and names_endpoint(t) for t in texts)

    def _fact(self, node: Node, text: str, endpoint: str) -> RawRequest:
        self._seen.add(id(node))
        whole = string_value(node) or ""
        repair = Repair("set-string", node.place, text=_ELECTRON) if _CHAT.match(whole) else None
        fact = RawRequest(
            place=node.place,
            url=text.replace("\0", "…"),
            endpoint=endpoint,
            azure="azure" in text or "/deployments/" in text,
            repair=repair,
        )
        self.facts_at.append(fact)
        if endpoint == "chat":
            self.written.append(node)
        return fact

    def _host(self, node: Node) -> str:
        """Return the endpoint of ``{hostname: "api.openai.com", path: …}``."""
        holder = node.parent.parent if node.parent is not None else None
        if node.parent is not None and node.parent.kind == "arguments":
            paths = [
                t
                for a in node.parent.children
                if (t := self.addresses.text(a)) and t.startswith("/v1/")
            ]
            return endpoint_of_url(paths[0]) if paths else ""
        if node.parent is None or node.parent.kind != "pair" or holder is None:
            return ""
        if key_of(node.parent) not in ("host", "hostname"):
            return ""
        for child in holder.children:
            value = child.get("value")
            if key_of(child) == "path" and value is not None:
                return endpoint_of_url(self.addresses.text(value) or "")
        return "chat"

    def _requests(self, module: Module) -> Iterator[Fact]:
        for name in (*_SENDERS, *self._instances()):
            for call in module.calls.get(name, ()):
                url = self._url(call)
                if url is None or not is_address(url[1]):
                    self._elsewhere(call)
                    continue
                node, text = url
                endpoint = endpoint_of_url(text)
                led = self.addresses.led(node)
                if led is not None:
                    endpoint = "chat" if led.chat else endpoint
                    yield from self._led(node, led)
                if (
                    (
                        node.kind in ("binary_expression", "new_expression", "call_expression")
                        or id(node) in self._followed
                    )
                    and names_endpoint(text)
                    and id(node) not in self._seen
                ):
                    yield self._fact(node, text, endpoint)
                body = self.reader.body_of(call)
                fields, complete = self.reader.of_value(body) if body is not None else ({}, True)
                if led is not None:
                    fields = outside(fields, [site for site, _ in led.others])
                if endpoint != "chat":
                    model = fields.get("model")
                    for value in model.constants() if model is not None else ():
                        if value.place is not None:
                            self.models.append(
                                (value.place, str(value.constant), endpoint, "", value.confidence)
                            )
                if "messages" in fields and "input" in fields:
                    fields = {k: v for k, v in fields.items() if k not in OF_RESPONSES}
                other = "messages" not in fields and ("input" in fields or "prompt" in fields)
                if not fields or other or endpoint != "chat" or last_name(call) == "get":
                    continue
                fact = Call(
                    place=call.place,
                    confidence=Confidence.HIGH,
                    endpoint="chat",
                    path=name,
                    provider=Provider.AZURE if "azure" in text else Provider.OPENAI,
                    fields=fields,
                    complete=complete,
                    framework="http",
                )
                self.calls.append((call, fact))
                yield fact

    def _elsewhere(self, call: Node) -> None:
        """Note the models that another vendor is asked for: they are not OpenAI's to change."""
        for argument in arguments(call)[:1]:
            text = self.addresses.text(argument) if argument.kind in _TEXTS else None
            if text is None or "://" not in text or provider_of_url(text) is not Provider.OTHER:
                continue
            if _OWN_SERVER.match(text):
                continue
            body = self.reader.body_of(call)
            fields, _ = self.reader.of_value(body) if body is not None else ({}, True)
            model = fields.get("model")
            for value in model.constants() if model is not None else ():
                if value.place is not None:
                    name = str(value.constant)
                    self.models.append((value.place, name, "other", "", value.confidence))

    def _instances(self) -> set[str]:
        """Return what the project calls instances of HTTP libraries, here and where imported."""
        if self._names is None:
            project = self.resolver.project
            named = {n for m in project.modules for n in instances(self.resolver, m)} - _SENDERS
            self._names = named.union(*(project.aliases.get(n, ()) for n in named)) - _SENDERS
        return self._names

    def _url(self, call: Node) -> tuple[Node, str] | None:
        instance = self._of_instance(call)
        if instance is not None:
            return instance
        urls = [*self._urls(call), *self._with_base(call)]
        # One call to either of two endpoints is a chat too.
        chats = (url for url in urls if endpoint_of_url(url[1]) == "chat")
        return next(chats, urls[0] if urls else None)

    def _urls(self, call: Node) -> Iterator[tuple[Node, str]]:
        for argument in arguments(call)[:2]:
            for item in self.resolver.of(argument):
                if item.kind in ("const", "text") and isinstance(item.data, str):
                    text = self.addresses.completed(item.node, item.data)
                    if is_address(text):
                        # ``join(BASE, path)``: the address is known where it is told.
                        told = argument.kind == "call_expression" and is_told(item.node)
                        yield argument if told else item.node, text
                if item.kind == "made" and item.name == "global.URL":
                    # new URL("/v1/chat/completions", "https://api.openai.com")
                    given = [self.addresses.text(a) or "" for a in arguments(item.node)]
                    text = "".join(reversed(given[:2]))
                    if is_address(text):
                        yield item.node, text
                if item.kind == "object":
                    for inner in self.resolver.member(item, "url", item.node):
                        if isinstance(inner.data, str):
                            text = self.addresses.completed(inner.node, inner.data)
                            if is_address(text):
                                yield inner.node, text

    def _with_base(self, call: Node) -> Iterator[tuple[Node, str]]:
        """Yield the address of ``$fetch("/files", { baseURL })``, or of one object with both."""
        given = arguments(call)
        for argument in given[:3]:
            for item in self.resolver.of(argument):
                for name in OPTIONS if item.kind == "object" else ():
                    for base in self.resolver.member(item, name, item.node):
                        path = self._path(given[0])
                        if isinstance(base.data, str) and path and "://" not in path:
                            text = f"{base.data.rstrip('/')}/{path.lstrip('/')}"
                            if is_address(text):
                                self._followed.add(id(base.node))
                                # Where the base is written elsewhere, it is asked for here.
                                here = call.start <= base.node.start < call.end
                                near = here and base.node.module is call.module
                                yield base.node if near else call, text

    def _of_instance(self, call: Node) -> tuple[Node, str] | None:
        """Return the address of a call through ``axios.create({ baseURL })`` and the like."""
        callee, path = call.get("function"), first_argument(call)
        if callee is None or path is None:
            return None
        for item in self.resolver.of(callee):
            if item.kind != "made" or not INSTANCE.match(item.name):
                continue
            for options in self.resolver.of(first_argument(item.node)):
                for name in OPTIONS:
                    for base in self.resolver.member(options, name, options.node):
                        rest = self._path(path)
                        if isinstance(base.data, str) and rest is not None and "://" not in rest:
                            text = f"{base.data.rstrip('/')}/{rest.lstrip('/')}"
                            if not is_address(text):
                                return None
                            self._followed.add(id(base.node))
                            return call, text
        return None

    def _path(self, given: Node) -> str | None:
        """Return the path that an instance is asked for: a text, or ``{ url: "/files" }``."""
        for item in self.resolver.of(given):
            if item.kind == "object":
                for inner in self.resolver.member(item, "url", given):
                    return inner.data if isinstance(inner.data, str) else None
        return self.addresses.text(given)


def _call(place: Place, endpoint: str) -> Call:
    """Return what asks for an endpoint apart from where its address is written."""
    return Call(
        place=place,
        confidence=Confidence.MEDIUM,
        endpoint=endpoint,
        path="",
        provider=Provider.OPENAI,
        framework="http",
    )


# Addresses of another vendor's that stand where they are used.
_TEXTS = frozenset({"string", "template_string", "identifier", "member_expression"})
# A server of the project's own, which hands on what it is sent; not one that runs models here.
_OWN_SERVER = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?!:(?:11434|1234)\b)[:\d]*/(?!v1/)")
_CHAT = re.compile(r"https://api\.openai\.com/v1/chat/completions/?$")
_ELECTRON = f"{ELECTRON.base_url}/chat/completions"
