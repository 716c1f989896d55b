"""Requests as parts of routes: their models, addresses and answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from ...endpoints import in_words
from ...facts import (
    Call,
    Provider,
    Repair,
    part_key,
)
from ...trails import Trail
from ..known import LEGACY
from ..requests import Request
from ..response_edits import readings, serialised
from ..response_histories import Talks
from ..syntax import Node, string_value
from ..test_files import is_test
from ..written import arguments, bare, first_argument, key_of, last_name
from .keys import KeyParts
from .marks import LACKS, client_key, expression, is_read, request_key, where_of

# Uses of an answer's `model` that depend on its being OpenAI's.
_LOOKS = re.compile(r"(?i)encod|price|cost|token|limit|\.(?:get|has|indexOf|find|match|test)`")
_CHAT = re.compile(r"https://api\.openai\.com/v1/chat/completions/?")


class RequestParts(KeyParts):
    """Requests, through the SDK and by hand."""

    def _request(self, request: Request) -> None:
        fact = request.fact
        needs = [client_key(node) for node in request.made]
        obstacle = ""
        if not fact.chats:
            obstacle = f"asks for {in_words(fact.endpoint)}, {LACKS}"
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
            if is_test(module) and b"responses" in module.unit.data:
                obstacle = f"is expected by a test to ask for a response ({module.path})"
        written = serialised(node, self.project, self.resolver)
        if written is not None:
            obstacle, where = "hands its answer on as JSON", written
        if where is not None:
            obstacle = f"{obstacle} ({where_of(where)})"
        for role in shape.roles:
            # With its quotes, as the role's own finding changes it: two changes, or one, are alike.
            word = bare(role)
            quote = word.text[:1]
            changes.append((word.place, f"{quote}system{quote}"))
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
                        why = f"has the `model` of its answer looked at ({where_of(use.node)})"
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
        self.reads.setdefault(key, []).extend(expression(r) for r in reads if is_read(r))

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
                    return f"shares its address with {use.name or 'others'} ({where_of(use.node)})"
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
