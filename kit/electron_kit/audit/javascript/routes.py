"""The parts of routes in JavaScript: clients, requests, models, keys, and who else reads them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from ..facts import (
    ENDPOINTS,
    Call,
    ClientMade,
    CredentialRead,
    Fact,
    FrameworkClient,
    Kind,
    LegacyUse,
    Part,
    Place,
    Provider,
    Repair,
    part_key,
)
from ..hosts import FOREIGN_KEYS
from ..trails import TEXT, Trail, Use
from .clients import Client
from .files import base, read_of
from .index import arguments, bare, first_argument, key_of, last_name
from .known import LEGACY
from .origins import Origin, Origins
from .raw import Raw
from .readers import Readers, leaf
from .requests import Request, Requests
from .responses import readings
from .syntax import Node, string_value
from .talks import Talks
from .uses import Uses

_KEY = "OPENAI_API_KEY"
_URL = "OPENAI_BASE_URL"
_LACKS = "which Electron does not have"
_TEST_FILE = re.compile(r"(?:^|/)(?:tests?|__tests__|__mocks__|spec|e2e)/|[._-](?:test|spec)\.\w+$")
_BODIES = frozenset({("body", "model"), ("data", "model"), ("json", "model"), ("model",)})
_PLAIN = frozenset(
    {
        "apiKey", "baseURL", "basePath", "organization", "project", "timeout", "maxRetries",
        "dangerouslyAllowBrowser", "logLevel", "logger",
    }
)  # fmt: skip
_LOOKS = re.compile(r"(?i)encod|price|cost|token|limit|\.(?:get|has|indexOf|find|match|test)`")
_CHAT = re.compile(r"https://api\.openai\.com/v1/chat/completions/?")


def route_parts(requests: Requests, raw: Raw, facts: Iterable[Fact]) -> list[Part]:
    """Return the parts of a project's routes.

    Args:
        requests: The requests through the SDK.
        raw: Those by hand.
        facts: What else was found.
    """
    if not requests.found and not requests.constructors and not raw.calls:
        return []
    return _Parts(requests, raw, list(facts)).all()


class _Parts:
    def __init__(self, requests: Requests, raw: Raw, facts: list[Fact]) -> None:
        self.requests = requests
        self.raw = raw
        self.facts = facts
        self.resolver = requests.resolver
        self.project = self.resolver.project
        self.group = self.project.modules[0].path
        self.origins = Origins(self.resolver)
        self.readers = Readers(self.project)
        self.clients = {id(node): node for node, _, _ in requests.constructors}
        sent = [*(r.node for r in requests.found), *(node for node, _ in raw.calls)]
        self.raws = {id(node) for node, _ in raw.calls}
        self.uses = Uses(self.resolver, self.readers, map(id, sent), self.clients)
        self.units = {id(module.unit): module for module in self.project.every}
        self.parts: list[Part] = []
        self.models: dict[str, tuple[Node, list[str]]] = {}
        self.sources: dict[str, tuple[Origin, list[str]]] = {}
        self.variables: dict[str, list[str]] = defaultdict(list)
        self.reads: dict[str, list[Node]] = {}
        self.guarded: set[str] = set()
        self.entries: dict[str, tuple[Node, list[str]]] = {}
        self.compared: dict[int, str] | None = None

    def all(self) -> list[Part]:
        """Return every part."""
        for request in self.requests.found:
            self._request(request)
        for node, fact in self.raw.calls:
            self._by_hand(node, fact)
        for node, client, made in self.requests.constructors:
            self._client(node, client, made)
        for key, (node, senders) in self.models.items():
            self._model(key, node, senders)
        for key, (origin, users) in self.sources.items():
            self._source(key, origin, users)
        self._legacy()
        self._checks()
        self._environment()
        self._files()
        return self._expected()

    def add(self, kind: str, key: str, place: Place, name: str, **more: Any) -> None:
        more["needs"] = tuple(more.get("needs", ()))
        more["words"] = tuple(more.get("words", ()))
        self.parts.append(Part(place=place, kind=kind, key=key, name=name, **more))

    def node(self, place: Place) -> Node | None:
        """Return the expression at a place."""
        module = self.units.get(id(place.unit))
        return leaf(module.root, place.start, place.end) if module is not None else None

    # Requests

    def _request(self, request: Request) -> None:
        fact = request.fact
        needs = [client_key(node) for node in request.made]
        obstacle = ""
        if not fact.chats:
            obstacle = f"asks for {ENDPOINTS[fact.endpoint] or fact.endpoint}, {_LACKS}"
        elif fact.provider in (Provider.AZURE, Provider.OTHER):
            obstacle = "goes to another vendor"
        elif not request.made:
            obstacle = "goes through a client that is not in sight"
        if fact.path in LEGACY:
            needs.append(self.legacy_key(fact.place))
        obstacle = obstacle or self._models_of(fact, request_key(request.node), needs)
        if fact.chats and not obstacle:
            obstacle = self._answers().get(id(request.node), "")
        if fact.repair is not None:
            needs.append(self._response(request))
        self.add(
            "request", request_key(request.node), fact.place, "the request", needs=needs,
            obstacle=obstacle,
        )  # fmt: skip

    def _response(self, request: Request) -> str:
        """Note a request for a response that becomes one for a chat, and who reads its answer."""
        repair, node = request.fact.repair, request.node
        assert repair is not None  # noqa: S101 - for the type checker
        key, needs = part_key(repair.action, repair.place), [request_key(node)]
        way, changes, problems = self._talks.of(node)
        trail, shape = way.trail, self._talks.shapes[id(node)][1]
        read, obstacle, where = readings(trail, shape.tools is not None)
        changes += read
        for clause, at in [] if obstacle else problems[:1]:
            obstacle, where = clause, at
        if shape.tools is not None and not obstacle:
            obstacle, where = self._told_by_text(trail)
        if trail.given is not None:
            obstacle, where = "hands its answer on to callers that are not in sight", trail.given
        for module in self.project.every:
            if _TEST_FILE.search(module.inside or module.path) and b"responses" in module.unit.data:
                obstacle = f"is expected by a test to ask for a response ({module.path})"
        written = self._serialised(node)
        if written is not None:
            obstacle, where = "hands its answer on as JSON", written
        if where is not None:
            obstacle = f"{obstacle} ({_where(where)})"
        for role in shape.roles:
            changes.append((Place(role.module.unit, role.start + 1, role.end - 1), "system"))
        for place, text in changes:
            change = Repair("set-text", place, text=text)
            needs.append(part_key(change.action, place))
            self.add("field", needs[-1], place, "what reads the answer", needs=[key],
                     repair=change)  # fmt: skip
        self.add(
            "call", key, request.fact.place, "the request for a response", needs=needs,
            obstacle=obstacle, repair=repair, code="P01", words=trail.words,
        )  # fmt: skip
        return key

    @cached_property
    def _talks(self) -> Talks:
        asked = [r.node for r in self.requests.found if r.fact.repair is not None]
        return Talks(self.uses, asked)

    def _told_by_text(self, trail: Trail) -> tuple[str, Node | None]:
        """Return where an answer's text tells whether there are calls: a chat's may have both."""
        for use in trail.uses:
            read = last_name(use.node) == "output_text"
            if read and any(u.how == "test" for u in self.uses.of(use.node).uses):
                return "has its text tell whether there are calls", use.node
        return "", None

    def _serialised(self, call: Node) -> Node | None:
        """Return where an answer is written out as a whole, for others to read."""
        for name in ("stringify", "json", "send", "structuredClone"):
            for other in self.project.calls(name):
                for given in arguments(other):
                    if any(item.node is call for item in self.resolver.of(given)):
                        return other
        return None

    def _models_of(self, fact: Call, request: str, needs: list[str]) -> str:
        """Note what a request's model may be; return what is not known of it."""
        field = fact.fields.get("model")
        if field is None:
            return "names its model somewhere else"
        whole = self.node(field.value) if field.value is not None else None
        resolved = {id(item.node) for item in self.resolver.of(whole)}
        # Of an object that is put together in several ways, the other expressions too.
        others = [self.node(value.place) for value in field.values if value.place is not None]
        nodes = [whole, *(node for node in others if id(node) not in resolved)]
        origins = {
            (origin.kind, id(origin.node)): origin
            for node in nodes
            if node is not None
            for origin in self.origins.of(node)
        }
        variables: list[str] = []
        known = False
        for origin in origins.values():
            if origin.kind == "text" and origin.name:
                known = True
                self._names(origin.node, request, needs)
            elif origin.kind == "env":
                variables.append(origin.name)
            elif origin.kind == "schema" and (default := self._default(origin.name)) is not None:
                known = True
                variables.append(origin.name)
                self._names(default, request, needs, self.readers.named(origin.name))
            elif origin.kind == "file":
                known = True
                needs.append(f"file@{origin.name}")
                self.entries.setdefault(origin.name, (origin.node, []))[1].append(request)
            elif origin.kind in ("open", "schema"):
                return f"asks for a model that comes from elsewhere (`{origin.name}`)"
        for name in variables:
            needs.append(f"env@{name}")
            self.variables[name].append(request)
            if known:
                self.guarded.add(name)
        return "" if known or variables else "asks for a model that its caller names"

    def _answers(self) -> dict[int, str]:
        """Return what an answer's own name of its model is looked at for, by the request."""
        if self.compared is None:
            self.compared = {}
            sent = {id(request.node) for request in self.requests.found}
            for node in self.readers.of_member("model"):
                owner = node.get("object")
                calls = [i.node for i in self.resolver.of(owner) if id(i.node) in sent]
                for use in self.uses.of(node).uses if calls else ():
                    if use.how == "compared" or (use.how == "other" and _LOOKS.search(use.name)):
                        why = f"has the `model` of its answer looked at ({_where(use.node)})"
                        for call in calls:
                            self.compared.setdefault(id(call), why)
        return self.compared

    def _names(
        self, node: Node, request: str, needs: list[str], reads: Iterable[Node] = ()
    ) -> None:
        """Note a model's name that reaches a request, itself or by way of a checked object."""
        if string_value(node) == "electron":
            return
        key = part_key("set-model", node.place)
        needs.append(key)
        self.models.setdefault(key, (node, []))[1].append(request)
        self.reads.setdefault(key, []).extend(_expression(r) for r in reads if _reads(r))

    def _default(self, name: str) -> Node | None:
        """Return the text that a schema has for an entry that is not set."""
        for node in self.readers.named(name):
            pair = node.parent
            if pair is None or pair.kind != "pair" or node.field != "key":
                continue
            for call in pair.walk():
                callee = call.get("function") if call.kind == "call_expression" else None
                if callee is not None and last_name(callee) == "default":
                    text = first_argument(call)
                    return text if text is not None and text.kind == "string" else None
        return None

    def _by_hand(self, call: Node, fact: Call) -> None:
        """A request by hand: its address, the key in its headers, and its model."""
        key, needs = request_key(call), list[str]()
        obstacle = "goes to another vendor" if fact.provider is not Provider.OPENAI else ""
        obstacle = obstacle or self._address(call, key, needs)
        obstacle = obstacle or self._header(call, key, needs)
        obstacle = obstacle or self._models_of(fact, key, needs)
        self.add("request", key, fact.place, "the request by hand", needs=needs, obstacle=obstacle)

    def _address(self, call: Node, request: str, needs: list[str]) -> str:
        given = arguments(call)
        if not given:
            return "has its address elsewhere"
        origins = self.origins.of(given[0])
        for origin in origins:
            if origin.kind != "text" or not _CHAT.fullmatch(origin.name):
                return "has its address put together"
            trail = self.uses.of(origin.node)
            for use in trail.uses:
                if use.how == "request" and use.name == "0" and not use.path:
                    needs.append(request_key(use.node))
                elif use.how not in ("test", "shown"):
                    return f"shares its address with {use.name or 'others'} ({_where(use.node)})"
            key = part_key("set-string", origin.node.place)
            needs.append(key)
            fact = next((f for f in self.raw.facts_at if f.place == origin.node.place), None)
            self.add(
                "name", key, origin.node.place, "the address", needs=[request],
                words=trail.words, code="R06",
                repair=fact.repair if fact is not None else None,
                obstacle="" if fact is not None and fact.repair else "is put together",
            )  # fmt: skip
        return "" if origins else "has its address elsewhere"

    def _header(self, call: Node, request: str, needs: list[str]) -> str:
        """Note where the key in a request's headers comes from."""
        keys = []
        for value in _authorizations(self.resolver, call):
            part = _after_bearer(value)
            if part is None:
                return "has its key put together"
            keys.append(part)
        if not keys:
            return "has no key in sight"
        for part in keys:
            why = self._key_from(part, part, request, needs)
            if why:
                return why
        return ""

    # Clients

    def _client(self, node: Node, client: Client, fact: ClientMade) -> None:
        key, place, provider = client_key(node), node.place, client.provider
        if provider is Provider.ELECTRON:
            self.add("client", key, place, "the client")
            return
        if provider is not Provider.OPENAI:
            obstacle = {
                Provider.AZURE: "is Azure's",
                Provider.UNKNOWN: "takes its base URL from elsewhere",
            }.get(provider, "is another vendor's")
            self.add("client", key, place, "the client", obstacle=obstacle)
            for use in self.uses.of(node, client=True).uses:
                if use.how == "request":
                    # A request that two clients may send needs both of them to move.
                    self.add("request", request_key(use.node), use.node.place, "the request",
                             needs=[key])  # fmt: skip
            return
        sent = [r for r in self.requests.found if any(m is node for m in r.made)]
        others = [r for r in sent if not r.fact.chats]
        name, obstacle = "the client", ""
        if others:
            words = sorted({ENDPOINTS[r.fact.endpoint] or r.fact.endpoint for r in others})
            if len(others) == len(sent):
                name = f"the {words[0]} client"
            obstacle = f"serves {' and '.join(words)} ({_where(others[0].node)}), {_LACKS}"
        trail = self.uses.of(node, client=True)
        needs = [request_key(r.node) for r in sent] + self._ends(trail)
        if any(i.data == "subclass" for i in self.resolver.of(node)):
            obstacle = obstacle or "is of a class of the program's own"
        obstacle = obstacle or self._obstacle(trail, "client", "handed to")
        legacy = client.constructor == "OpenAIApi"
        if legacy:
            needs.append(self.legacy_key(place))
        obstacle = obstacle or self._settings(node, needs, legacy=legacy)
        if not sent and not obstacle:
            obstacle = "is seen to send no request"
        self.add(
            "client", key, place, name, needs=needs, obstacle=obstacle, words=trail.words,
            repair=Repair("set-client", place, fact), code="R01",
        )  # fmt: skip

    def _settings(self, node: Node, needs: list[str], *, legacy: bool) -> str:
        """Note where a client's key and URL come from; return what stands in the way."""
        argument = first_argument(node)
        options = self.options(node)
        if argument is not None and options is None:
            return "takes its options from elsewhere"
        entries = {
            name: child.get("value") or child
            for child in (options.children if options is not None else ())
            if (name := key_of(child)) is not None
        }
        if own := sorted(set(entries) - _PLAIN):
            return f"has `{own[0]}` set"
        url = entries.get("baseURL") or entries.get("basePath")
        why = self._base(url, needs) if url is not None else ""
        if url is None and not legacy:
            needs.append(f"env@{_URL}")
            self.variables.setdefault(_URL, [])
        if why:
            return why
        if "apiKey" not in entries:
            needs.append(self.set_key)
            needs.append(self.variable_key)
            return ""
        return self._key_from(entries["apiKey"], options, client_key(node), needs)

    def options(self, node: Node) -> Node | None:
        """Return the object that a client is made with, if it is one and no other gets it."""
        argument = first_argument(node)
        if argument is None:
            return None
        if argument.kind == "object":
            return argument
        found = [i.node for i in self.resolver.of(argument)]
        if len(found) == 1 and found[0].kind == "new_expression":
            inner = first_argument(found[0])
            return inner if inner is not None and inner.kind == "object" else None
        if len(found) != 1 or found[0].kind != "object" or found[0].module is not node.module:
            return None
        ends = self.uses.of(found[0]).uses
        plain = all(use.how == "client" and use.node is node and not use.path for use in ends)
        return found[0] if plain and ends else None

    def _base(self, url: Node, needs: list[str]) -> str:
        for origin in self.origins.of(url):
            if origin.kind == "env":
                needs.append(f"env@{origin.name}")
                self.variables.setdefault(origin.name, [])
            elif origin.kind == "text" and origin.name and "api.openai.com" not in origin.name:
                return "may lead to another vendor"
            elif origin.kind not in ("text", "none"):
                return f"takes its base URL from `{origin.name}`, which is not followed"
        return ""

    def _key_from(self, expression: Node, inside: Node | None, user: str, needs: list[str]) -> str:
        """Note where a key comes from; return what stands in the way."""
        some = False
        for origin in self.origins.of(expression):
            if origin.kind in ("open", "file"):
                return f"takes its key from `{origin.name}`, which is not followed"
            if origin.kind == "caller":
                return f"takes its caller's own key (`{origin.name}`)"
            if origin.kind == "none" or (origin.kind == "text" and not origin.name):
                continue
            some = True
            here = inside is not None and _within(origin.node, inside)
            if origin.kind == "text":
                if not here:
                    return "takes a key that is written out in code"
                continue
            if origin.kind == "schema":
                needs += self._schema(origin, user)
                continue
            if FOREIGN_KEYS.search(origin.name):
                return f"takes another vendor's key (`{origin.name}`)"
            if origin.name == _KEY:
                needs += [self.set_key, self.variable_key]
            named = origin.node.kind in ("string", "string_fragment")
            if here and inside is not None and inside.kind == "object" and not named:
                continue
            key = part_key("rename-variable", _variable(origin.node))
            needs.append(key)
            self.sources.setdefault(key, (origin, []))[1].append(user)
        return "" if some else "takes a key that is not in sight"

    def _schema(self, origin: Origin, user: str) -> list[str]:
        """Note a key that comes out of a checked environment: its name is the same everywhere."""
        found = []
        for node in self.readers.named(origin.name):
            key = part_key("rename-variable", node.place)
            found.append(key)
            self.sources.setdefault(key, (Origin("schema", node, origin.name), []))[1].append(user)
        return found

    @property
    def variable_key(self) -> str:
        return f"js-checks@{self.group}"

    @property
    def set_key(self) -> str:
        return f"js-sets@{self.group}"

    @staticmethod
    def legacy_key(place: Place) -> str:
        return f"js-legacy@{place.unit.path}"

    # What values end in

    def _ends(self, trail: Trail) -> list[str]:
        """Return the keys of the parts that a value ends in."""
        return [
            client_key(use.node) if use.how == "client" else request_key(use.node)
            for use in trail.uses
            if use.how in ("client", "request")
        ]

    def _obstacle(self, trail: Trail, what: str, verb: str) -> str:
        """Return what a value ends in that cannot move."""
        for use in trail.uses:
            if self._fine(use, what):
                continue
            if use.how == "other":
                return f"is also {verb} {use.name} ({_where(use.node)})"
            if use.how == "compared":
                return f"is compared ({_where(use.node)})"
            return f"is also used as `{'.'.join(use.path) or use.how}` ({_where(use.node)})"
        return ""

    def _fine(self, use: Use, what: str) -> bool:
        if use.how in ("test", "shown"):
            return True
        if use.how == "client":
            return what == "key" and use.path in (("apiKey",), ("apiKey", TEXT))
        if use.how != "request":
            return False
        if what == "client":
            return use.name == ""
        if what == "model":
            return use.path in _BODIES
        return (
            id(use.node) in self.raws
            and use.path[-1:] == (TEXT,)
            and use.path[-2:-1] in (("Authorization",), ("authorization",))
        )

    def _model(self, key: str, node: Node, senders: list[str]) -> None:
        reads = self.reads.get(key)
        trail = self._joined(reads) if reads else self.uses.of(node)
        obstacle = self._obstacle(trail, "model", "used by")
        text = string_value(node) or ""
        if ":" in text or "/" in text:
            obstacle = "is written for a framework or is a fine-tuned model"
        self.add(
            "model", key, node.place, f"the name `{text}`",
            needs=[*senders, *self._ends(trail)], obstacle=obstacle, words=trail.words,
            repair=Repair("set-model", node.place), code="R02",
        )  # fmt: skip

    def _joined(self, nodes: Iterable[Node]) -> Trail:
        whole = Trail()
        for node in nodes:
            trail = self.uses.of(node)
            whole.uses += trail.uses
            whole.words += trail.words
        return whole

    def _source(self, key: str, origin: Origin, users: list[str]) -> None:
        place = origin.node.place if origin.kind == "schema" else _variable(origin.node)
        trail = (
            Trail()
            if origin.kind == "schema" and not _reads(origin.node)
            else self.uses.of(_expression(origin.node))
        )
        obstacle = self._obstacle(trail, "key", "read by")
        needs = [*users, *self._ends(trail), self.set_key]
        if origin.kind == "schema":
            needs += self._schema(origin, key)
            pair = origin.node.parent
            if pair is not None and pair.kind == "pair" and "sk-" in pair.text:
                obstacle = obstacle or "has to begin with `sk-`"
        if origin.name == _KEY:
            needs.append(self.variable_key)
        reported = any(isinstance(f, CredentialRead) and f.rename == place for f in self.facts)
        self.add(
            "key", key, place, f"the key `{origin.name}`", needs=needs, obstacle=obstacle,
            words=trail.words, repair=Repair("rename-variable", place),
            code="I01" if reported else "",
        )  # fmt: skip

    # Version 3

    def _legacy(self) -> None:
        by_path: dict[str, list[LegacyUse]] = defaultdict(list)
        for fact in self.facts:
            if isinstance(fact, LegacyUse):
                by_path[fact.place.unit.path].append(fact)
        for facts in by_path.values():
            stays = next((f for f in facts if f.repair is None), None)
            hub = self.legacy_key(facts[0].place)
            needs = []
            for fact in facts:
                if fact.repair is not None:
                    key = part_key(fact.repair.action, fact.repair.place)
                    needs.append(key)
                    self.add("client", key, fact.place, f"`{fact.symbol}`", needs=[hub],
                             repair=fact.repair, code="R04")  # fmt: skip
            obstacle = f"also uses `{stays.symbol}` ({_at(stays.place)})" if stays else ""
            needs += [
                request_key(r.node) for r in self.requests.found
                if r.fact.path in LEGACY and r.fact.place.unit.path == facts[0].place.unit.path
            ]  # fmt: skip
            self.add("name", hub, facts[0].place, "version 3 of the SDK", needs=needs,
                     obstacle=obstacle)  # fmt: skip

    # Variables of the environment

    def _checks(self) -> None:
        """Checks and other reads of OpenAI's key: they move once no client that stays needs it."""
        done = {part.key for part in self.parts}
        needs = [
            part.key for part in self.parts
            if part.kind in ("client", "request") and self.variable_key in part.needs
        ]  # fmt: skip
        stays = next(
            (f for f in self.facts if isinstance(f, FrameworkClient)
             and f.endpoint != "settings"), None,
        )  # fmt: skip
        hub, sets = f"js-all@{self.group}", ""
        for fact in self.facts:
            if not isinstance(fact, CredentialRead) or fact.rename is None:
                continue
            key = part_key("rename-variable", fact.rename)
            if key in done:
                continue
            done.add(key)
            if fact.how == "set":
                sets = sets or f"is set in code ({_at(fact.place)})"
                self.add("key", key, fact.rename, f"the variable `{_KEY}`",
                         obstacle="is set in code, and its value may be an OpenAI key")  # fmt: skip
                continue
            node = self.node(fact.rename)
            trail = self.uses.of(_expression(node)) if node is not None else Trail()
            obstacle = "is read in a way that is not followed" if node is None else ""
            if self._ends(trail):
                obstacle = "is read by a client that does not move"
            obstacle = obstacle or self._obstacle(trail, "key", "read by")
            self.add(
                "check", key, fact.rename, f"the variable `{_KEY}`", obstacle=obstacle,
                needs=[hub], words=trail.words, repair=Repair("rename-variable", fact.rename, fact),
                code="I01",
            )  # fmt: skip
        place = Place(self.project.modules[0].unit, 0, 0)
        self.add("name", self.set_key, place, f"the variable `{_KEY}`", obstacle=sets)
        self.add("name", self.variable_key, place, f"the variable `{_KEY}`")
        obstacle = "" if needs else "is read by no client that moves"
        if stays is not None:
            obstacle = f"is also read by `{stays.symbol}` ({_at(stays.place)})"
        self.add("name", hub, place, f"the variable `{_KEY}`", needs=needs, obstacle=obstacle)

    def _environment(self) -> None:
        start = Place(self.project.modules[0].unit, 0, 0)
        for name, senders in self.variables.items():
            place = next((p.place for p in self.parts if p.key in senders), start)
            self.add(
                "name", f"env@{name}", place, f"the variable `{name}`",
                needs=[*senders, f"stored@{name}"], obstacle=next(self._set(name), ""),
                open=bool(senders) and name not in self.guarded,
            )  # fmt: skip

    def _files(self) -> None:
        """Entries of JSON files that name models, with all who get the file's content."""
        for name, (node, senders) in self.entries.items():
            file = name.partition("#")[0]
            read = read_of(node, self.resolver)
            trail = self.uses.of(read[1], path=tuple(read[2])) if read is not None else Trail()
            obstacle = self._obstacle(trail, "model", "used by")
            named = [
                text for module in self.project.every for text in module.strings
                if base(string_value(text) or "") == file
            ]  # fmt: skip
            if len(named) != 1:
                obstacle = f"stands in a file that is named {len(named)} times ({file})"
            place = next(p.place for p in self.parts if p.key in senders)
            self.add(
                "name", f"file@{name}", place, f"the setting `{name}`", open=True,
                needs=[*senders, *self._ends(trail), f"stored@file:{name}"], obstacle=obstacle,
                words=[*trail.words, ("", file)],
            )  # fmt: skip

    def _set(self, name: str) -> Iterator[str]:
        for module in self.project.every:
            if _TEST_FILE.search(module.inside or module.path):
                continue
            for left, _ in module.member_sets.get(name, ()):
                owner = left.get("object")
                if owner is not None and owner.text.endswith("env"):
                    yield f"is set in code ({_where(left)})"

    def _expected(self) -> list[Part]:
        """Hold names of models that a test also writes where nothing moves."""
        moved = {part.key for part in self.parts if part.kind == "model"}
        expected: dict[str, str] = {}
        for module in self.project.modules:
            if not _TEST_FILE.search(module.inside or module.path):
                continue
            for node in module.strings:
                text = string_value(node)
                if text and part_key("set-model", node.place) not in moved:
                    expected.setdefault(text, _where(node))
        held = []
        for part in self.parts:
            written = self.node(part.place) if part.kind == "model" else None
            text = string_value(written) if written is not None else None
            if part.kind == "model" and not part.obstacle and text in expected:
                why = f"is also expected in {expected[text or '']}"
                part = replace(part, obstacle=why)  # noqa: PLW2901
            held.append(part)
        return held


def client_key(node: Node) -> str:
    """Return the key of a client's part."""
    return part_key("set-client", node.place)


def request_key(node: Node) -> str:
    """Return the key of a request's part."""
    return part_key("request", node.place)


def _within(node: Node, outer: Node) -> bool:
    return node.module is outer.module and outer.start <= node.start and node.end <= outer.end


def _variable(node: Node) -> Place:
    """Return where an expression writes the name of the variable that it reads."""
    node = bare(node)
    if node.kind == "member_expression":
        name = node.get("property")
        return name.place if name is not None else node.place
    text = node
    if node.kind == "subscript_expression":
        text = node.get("index") or node
    elif node.kind == "call_expression":
        text = first_argument(node) or node
    if text.kind == "string":
        return Place(text.module.unit, text.start + 1, text.end - 1)
    return text.place


def _expression(node: Node) -> Node:
    """Return the expression that reads a variable whose name is written here."""
    while node.kind in ("string_fragment", "string"):
        if node.parent is None:
            return node
        node = node.parent
    if node.kind == "arguments" and node.parent is not None:
        return node.parent
    if node.field == "property" and node.parent is not None:
        return node.parent
    return node


def _reads(node: Node) -> bool:
    """Say whether a name is a member that is taken, not an entry of a schema."""
    return node.field == "property" or node.kind == "shorthand_property_identifier_pattern"


def _authorizations(resolver: Any, call: Node) -> Iterator[Node]:
    for given in arguments(call)[1:]:
        for item in resolver.of(given):
            if item.kind != "object":
                continue
            for child in item.node.children:
                if key_of(child) != "headers":
                    continue
                for headers in resolver.of(child.get("value") or child):
                    for entry in headers.node.children if headers.kind == "object" else ():
                        value = entry.get("value")
                        if (key_of(entry) or "").lower() == "authorization" and value is not None:
                            yield value


def _after_bearer(value: Node) -> Node | None:
    """Return what stands after ``Bearer`` in a header."""
    value = bare(value)
    if value.kind == "template_string":
        texts = [c for c in value.children if c.kind != "template_substitution"]
        parts = [c for c in value.children if c.kind == "template_substitution"]
        if len(parts) == 1 and [t.text for t in texts] == ["Bearer "] and parts[0].children:
            return parts[0].children[0]
    if value.kind == "binary_expression":
        left, right = value.get("left"), value.get("right")
        if left is not None and string_value(left) == "Bearer ":
            return right
    return None


def _where(node: Node) -> str:
    return _at(node.place)


def _at(place: Place) -> str:
    return f"{place.unit.path}:{place.line}"


__all__ = ["Kind", "route_parts"]
