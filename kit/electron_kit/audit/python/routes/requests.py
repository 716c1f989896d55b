"""Requests as parts of routes: their models, their addresses, their keys."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from ....providers import ELECTRON
from ...endpoints import in_words
from ...facts import (
    Confidence,
    Field,
    Kind,
    Place,
    Provider,
    Repair,
    part_key,
)
from ...hosts import FOREIGN_KEYS
from ...trails import Trail
from ..origins import Origin, known_as
from ..pydantic_settings import settings_variable
from ..raw import url_literal
from ..requests import Request
from ..response_histories import Talks
from ..response_reads import is_printed, or_empty, reading
from ..tree import place_of, placed
from ..uses.ways import described
from .marks import (
    HEADERS,
    LACKS,
    MODEL_FIELDS,
    SECRET,
    client_key,
    inside_quotes,
    is_legacy,
    legacy_key,
    request_key,
    source_key,
    texts_of,
    where_of,
)
from .marks import (
    reading as read_of,
)
from .old_answers import is_asked_what

_LOOKS = re.compile(
    r"(?i)encod|price|cost|token|limit|\.get`|\.index`|\.pop`|fullmatch|match|search"
)


def _names_model(node: Any) -> bool:
    """Say whether an expression reads ``model`` of something that may be an answer."""
    key = node.slice if node.__class__ is ast.Subscript else None
    name: Any = getattr(node, "attr", None) if key is None else getattr(key, "value", None)
    if name != "model" or node.ctx.__class__ is not ast.Load:
        return False
    return not (node.value.__class__ is ast.Name and node.value.id in ("self", "cls", "args"))


class RequestParts:
    """Requests as parts of routes: their models, their addresses, their keys."""

    _trails: list[tuple[Origin, Trail]] | None
    _compared: dict[int, str] | None

    def _request(self, request: Request) -> None:
        fact, node = request.fact, request.node
        needs, obstacle = [client_key(m) for m in request.made], ""
        if fact.framework:
            obstacle = self._by_hand(request, needs)
        elif not fact.chats:
            word = in_words(fact.endpoint)
            obstacle = f"asks for {word}, {LACKS}"
        elif fact.provider in (Provider.AZURE, Provider.OTHER):
            obstacle = "goes to another vendor"
        elif request.shared:
            obstacle = "may also go to another vendor"
        elif request.client is None or not request.made:
            if request.client is not None and request.client.constructor == "openai":
                needs = [legacy_key(node) if is_legacy(fact.path) else self.module_key]
            else:
                obstacle = "goes through a client that is not in sight"
        if not obstacle and fact.chats:
            obstacle = self._models_of(request, needs) or self._answers(node)
        unseen = next((m for m in request.made if id(m) not in self.made), None)
        if unseen is not None and not obstacle:
            where = where_of(place_of(unseen))
            obstacle = f"goes through a client that {described(unseen)} makes ({where})"
        if fact.repair is not None:
            needs.append(self._response(request))
        self.add(
            "request", request_key(node), fact.place, "the request", needs=needs,
            obstacle=obstacle,
        )  # fmt: skip

    def _response(self, request: Request) -> str:
        """Note a request for a response that becomes one for a chat, and who reads its answer."""
        repair, node = request.fact.repair, request.node
        assert repair is not None  # noqa: S101 - for the type checker
        key = part_key(repair.action, repair.place)
        needs, obstacle = [request_key(node)], ""
        way, changes, problems = self._talks.of(node)
        trail, shape = way.trail, self._talks.shapes[id(node)][1]
        changes += [_as_system(role) for role in shape.roles]
        for clause, at in problems:
            obstacle = obstacle or f"{clause} ({where_of(place_of(placed(at)))})"
        for use in trail.uses:
            where = where_of(place_of(placed(use.node)))
            read = reading(use.node) if not use.path else ""
            if is_asked_what(use.node.parent):
                obstacle = obstacle or f"has its answer's class asked for ({where})"
            if use.how in ("test", "shown") or is_printed(use.node):
                continue
            if use.how != "other" or read == "":
                obstacle = obstacle or f"hands its answer on to {use.name or 'others'} ({where})"
            elif isinstance(read, str):
                obstacle = obstacle or f"has the `{read}` of its answer read ({where})"
            else:
                whole, inner = place_of(read[0]), place_of(use.node)
                end = Place(whole.unit, inner.end, whole.end)
                if shape.tools is None or not read[1].endswith("content"):
                    changes.append((end, read[1]))
                    continue
                # Beside calls there may be no text, and there may be one that answers nothing.
                changes += or_empty(read[0], inner, end, read[1])
                if any(u.how == "test" for u in self.uses.of(read[0]).uses):
                    obstacle = obstacle or f"has its text tell whether there are calls ({where})"
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
        return Talks(
            self.uses, [r.node for r in self.by_call.values() if r.fact.repair is not None]
        )

    def _by_hand(self, request: Request, needs: list[str]) -> str:
        """Note the address and the key of a request by hand; return what stands in the way."""
        call = request.node
        targets = [*call.args[:2], *(k.value for k in call.keywords if k.arg in ("url", "uri"))]
        urls = [u for t in targets for u in self._addresses(t)]
        if request.fact.confidence is not Confidence.HIGH or len(urls) != 1:
            return "is written by hand, and its address is not one text"
        if any(str(n.value).startswith("OpenAI-") for n in texts_of(call.scope.module)):
            return "is written by hand, with headers of OpenAI's own"
        keys = self._header_keys(call)
        if not keys:
            return "is written by hand, and its key is not followed"
        for origin in keys:
            key = source_key(origin)
            if key is None or FOREIGN_KEYS.search(origin.name):
                return "is written by hand, and its key is not followed"
            needs.append(key)
            address = part_key("set-url", place_of(urls[0]))
            self.sources.setdefault(key, (origin, []))[1].append(address)
        key = part_key("set-url", place_of(urls[0]))
        needs.append(key)
        self.urls.setdefault(key, (urls[0], []))[1].append(request_key(call))
        return ""

    def _addresses(self, target: Any) -> list[Any]:
        found = [n for o in self.resolver.of(target) if o.kind in ("const", "text")
                 and (n := url_literal(o.node, self.resolver)) is not None]  # fmt: skip
        return found or [n for n in [url_literal(target, self.resolver)] if n is not None]

    def _header_keys(self, call: Any) -> list[Origin]:
        """Return the reads of the environment that end in a request's headers."""
        if self._trails is None:
            self._trails = [(origin, self.uses.of(origin.node)) for origin in self._reads()]
        return [
            origin for origin, trail in self._trails
            if any(u.how == "request" and u.node is call and u.name in HEADERS for u in trail.uses)
        ]  # fmt: skip

    def _reads(self) -> Iterator[Origin]:
        for module in self.project.modules:
            for node in module.saying(SECRET.search):
                for item in self.resolver.of(read_of(node)):
                    if item.kind == "env" and item.node is read_of(node):
                        yield Origin("env", item.node, item.name)

    def _address(self, key: str, node: Any, requests: list[str]) -> None:
        trail = self.uses.of(node)
        obstacle = self.obstacle(trail, "url", "used by")
        needs = [*requests, *self._ends(trail, "url")]
        self.add(
            "client", key, place_of(node), "the request by hand", needs=needs, obstacle=obstacle,
            words=trail.words, repair=Repair("set-url", place_of(node)), code="R06",
        )  # fmt: skip

    def _models_of(self, request: Request, needs: list[str]) -> str:
        """Note what a request's model may be; return what is not known of it."""
        fields = [request.fact.fields[n] for n in MODEL_FIELDS if n in request.fact.fields]
        if not fields:
            return "" if request.fact.complete else "names its model somewhere else"
        known, caller = False, False
        for field in fields:
            expression = self.reader.expressions.get(field.value) if field.value else None
            if expression is None:
                return "asks for a model that is put together elsewhere"
            for origin in [*self.origins.of(expression), *self._branches(field)]:
                if getattr(origin.node, "value", None) is ...:
                    # A field without a default: ``model: str = Field(...)``.
                    caller = True
                elif origin.kind in ("literal", "given"):
                    known = True
                    self._sends(origin.node, request, needs)
                elif origin.kind == "env":
                    known = True
                    needs.append(f"env@{origin.name}")
                    self.variables[origin.name].append(request_key(request.node))
                elif origin.kind == "file":
                    known = True
                    needs.append(f"file@{origin.name}")
                    entry = self.entries.setdefault(origin.name, (origin.node, []))
                    entry[1].append(request_key(request.node))
                elif origin.kind == "caller":
                    caller = True
                elif origin.kind in ("open", "setting"):
                    return f"asks for a model that comes from elsewhere (`{origin.name}`)"
        if known or not caller:
            return ""
        return "asks for a model that its caller names"

    def _answers(self, call: Any) -> str:
        """Return what an answer's own name of its model is looked at for."""
        if self._compared is None:
            self._compared = {}
            for module in self.project.modules:
                for node in (*module.nodes[ast.Attribute], *module.nodes[ast.Subscript]):
                    if _names_model(node):
                        self._asked(node)
        return self._compared.get(id(call), "")

    def _asked(self, node: Any) -> None:
        assert self._compared is not None  # noqa: S101 - for the type checker
        sent = [o.node for o in self.resolver.of(node.value) if id(o.node) in self.by_call]
        for use in self.uses.of(node).uses if sent else ():
            if use.how == "compared" or (use.how == "other" and _LOOKS.search(use.name)):
                where = where_of(place_of(placed(use.node)))
                for call in sent:
                    self._compared.setdefault(
                        id(call), f"has the `model` of its answer looked at ({where})"
                    )

    def _sends(self, node: Any, request: Request, needs: list[str]) -> None:
        if node.__class__ is not ast.Constant or node.value.__class__ is not str:
            return
        if node.value == ELECTRON.default_model:
            return
        key = part_key("set-model", place_of(node))
        needs.append(key)
        variable = settings_variable(node)
        if variable:
            # A setting's default: the environment may say otherwise.
            needs.append(f"env@{variable}")
            self.variables[variable].append(request_key(request.node))
            self.defaulted.add(variable)
        self.models.setdefault(key, (node, []))[1].append(request_key(request.node))

    def _branches(self, field: Field) -> Iterator[Origin]:
        """Yield what else sets a field for the same call, as far as it is a text."""
        for value in field.values if field.others else ():
            node = self.reader.nodes.get(value.place) if value.place is not None else None
            if value.kind is Kind.CONSTANT and isinstance(value.constant, str) and node is not None:
                yield Origin("literal", node, value.constant)
            elif value.kind is Kind.CONSTANT and not value.constant:
                continue
            elif value.origin == "env" and node is not None:
                yield Origin("env", node, value.name)
            elif value.origin == "param":
                yield Origin("caller", node, value.name)
            else:
                yield Origin("open", node, value.name or "something")

    def _model(self, key: str, node: Any, senders: list[str]) -> None:
        trail = self.uses.of(node)
        obstacle = self.obstacle(trail, "model", "used by")
        text = node.value
        if ":" in text or "/" in text:
            obstacle = "is written for a framework or is a fine-tuned model"
        place = place_of(node)
        holder = known_as(node)
        name = f"the model `{holder}`" if holder else f"the name `{text}`"
        self.add(
            "model", key, place, name, needs=[*senders, *self._ends(trail, "model")],
            obstacle=obstacle, words=trail.words, repair=Repair("set-model", place), code="R02",
        )  # fmt: skip


def _as_system(role: Any) -> tuple[Place, str]:
    """Return the change of a role, with its quotes: the role's own finding makes the same one."""
    place = place_of(role)
    quote = place.text[:1]
    if quote in "\"'" and place.text[1:2] != quote:
        return place, f"{quote}system{quote}"
    return inside_quotes(role), "system"
