"""Which model names are OpenAI's: what reaches a request, and what a project keeps at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..facts import (
    Call,
    Confidence,
    Fact,
    Field,
    Kind,
    ModelName,
    Place,
    Value,
)
from ..model_names import is_completions_model, is_text_model, unknown_to_electron
from .budgets import VENDORS_FILE, budgets
from .counted import is_counters_default
from .idle import Idle, constant_around
from .index import Module
from .model_logic.branches import Branches
from .model_logic.encodings import counters
from .model_logic.literals import QUIET, Literals
from .model_logic.look_ups import LookUps
from .model_members import Members
from .not_asked import (
    is_counted_by,
    is_errors,
    is_logged,
    is_of_another_kind,
    is_recorded,
    is_unread,
)
from .offered import is_choice_of, is_in_menu, offered
from .positions import (
    beside_openai,
    in_another_vendors_list,
    is_about_models,
    is_renamed,
    is_shown,
    of_another_vendors_file,
    of_responses,
    route_of,
)
from .relayed import Relayed
from .resolve import Resolver
from .syntax import Node, string_value
from .test_files import is_test
from .tuned import tuned_models
from .written import arguments, bare, key_of

# A variable that is called so chooses a model; names with more words may be a price's or a test's.
_DEFAULT = re.compile(r"(?i)^(?:default|openai|gpt|chat|llm|fallback)?_?model(?:_?(?:name|id))?$")


def _said_beside(node: Node, text: str) -> bool:
    """Say whether an ``id`` or a ``label`` only repeats the model that its object names."""
    pair = node.parent
    if pair is None or pair.kind != "pair" or key_of(pair) not in _LABELS or pair.parent is None:
        return False
    for other in pair.parent.children:
        value = other.get("value")
        named = re.search(r"(?i)model|identifier|deployment", key_of(other) or "") is not None
        if other is not pair and named and value is not None and string_value(value) == text:
            return True
    return False


# By these a menu's item is shown: where another entry names the model, they only repeat it.
_LABELS = ("id", "name", "label", "title", "value", "key")


def _doubted(found: Iterable[Fact], module: Module) -> Iterator[Fact]:
    """Yield facts as they are, those of a test with little confidence."""
    for fact in found:
        yield replace(fact, confidence=Confidence.LOW) if is_test(module) else fact


def _is_tuned(text: str) -> bool:
    return text.startswith("ft:") or ":ft-" in text


def _of_router(module: Module) -> bool:
    """Say whether a file asks a router for several vendors, and OpenAI for nothing itself."""
    data = module.unit.data
    return b"openrouter" in data.lower() and _OPENAI.search(data) is None


# What a file has that asks OpenAI itself.
_OPENAI = re.compile(rb"api\.openai\.com|OPENAI_API|@ai-sdk/openai|langchain/openai")


class Models:
    """Finds model names.

    Args:
        resolver: The project's resolver.
        calls: The requests.
        named: Names that reach a framework's requests.
        elsewhere: Requests to other vendors' clients: a name in one of them is theirs.
    """

    def __init__(
        self,
        resolver: Resolver,
        calls: Iterable[Call],
        named: Iterable[tuple[Place, str, str, str, Confidence]],
        elsewhere: Iterable[Node] = (),
    ) -> None:
        """Collect the names that reach requests."""
        self.resolver = resolver
        self.calls = list(calls)
        self._done: dict[tuple[int, int], str] = {}
        self._branches = Branches(resolver, self._done)
        self._literals = Literals(resolver)
        self._idle = Idle(resolver.project)
        self._relayed = Relayed(resolver.project)
        self._written: dict[str, dict[int, Node]] = {}
        self._reached: dict[tuple[int, int], ModelName] = {}
        for request in elsewhere:
            for child in (c for given in arguments(request)[:1] for c in bare(given).children):
                if key_of(child) == "model" and (name := child.get("value")) is not None:
                    self._done[id(request.module.unit), bare(name).start] = "elsewhere"
        for call in self.calls:
            field = call.fields.get("model") or call.fields.get("engine")
            for value in field.values if field is not None else ():
                self._reach(value, call, field)
                if value.name.endswith("fine_tuned_model") and field is not None and field.value:
                    self._reached[id(field.value.unit), field.value.start] = ModelName(
                        place=field.value, model="", endpoint=call.endpoint, route="fine-tuning job"
                    )
        for place, model, endpoint, route, confidence in named:
            self._name(place, model, endpoint, route, confidence)

    def _reach(self, value: Value, call: Call, field: Field | None) -> None:
        if (
            value.place is None
            or value.kind is not Kind.CONSTANT
            or not isinstance(value.constant, str)
        ):
            return
        sure = min(value.confidence, call.confidence)
        if value.place.unit is not call.place.unit and self._in_test(value.place):
            # What a test hands to the program that it tries.
            sure = Confidence.LOW
        self._name(
            value.place,
            value.constant,
            call.endpoint,
            value.name or self._kept_away(value.place, call),
            sure,
            by_position=field is not None and unknown_to_electron(value, field, call),
        )

    def _kept_away(self, place: Place, call: Call) -> str:
        """Return how a name gets to a request for a response that it does not stand in."""
        request = call.place
        inside = place.unit is request.unit and request.start <= place.start < request.end
        if inside or call.endpoint != "responses":
            return ""
        written = self._node(place)
        return "constant" if written is not None and not of_responses(written) else ""

    def _node(self, place: Place) -> Node | None:
        """Return the text that a name is written as, where that is in code."""
        path = place.unit.path
        if path not in self._written:
            module = self.resolver.project.at(path)
            strings = module.strings if module is not None else ()
            self._written[path] = {node.start: node for node in strings}
        return self._written[path].get(place.start)

    def _in_test(self, place: Place) -> bool:
        module = self.resolver.project.at(place.unit.path)
        return module is not None and is_test(module)

    def _name(
        self,
        place: Place,
        model: str,
        endpoint: str,
        route: str,
        confidence: Confidence,
        *,
        by_position: bool = False,
    ) -> None:
        key = (id(place.unit), place.start)
        node = self._node(place)
        if node is not None and in_another_vendors_list(node):
            self._done[key] = "elsewhere"
            return
        if route and self._in_test(place):
            confidence = Confidence.LOW
        if endpoint == "chat" or (endpoint == "responses" and route):
            # Whatever reaches an OpenAI chat request and is not Electron's or another vendor's. In
            # a request for a response a name goes with the request; kept away from it, it does not.
            self._done[key] = "chat"
            if by_position or is_text_model(model):
                self._reached[key] = ModelName(
                    place=place,
                    confidence=confidence,
                    model=model,
                    endpoint="chat",
                    route=route or "argument",
                )
        else:
            self._done.setdefault(key, endpoint)

    def facts(self, *, active: bool, asks: bool, asked: bool, menus: bool) -> Iterator[Fact]:
        """Yield the names and the code that decides by them.

        Args:
            active: Whether the project sends chat requests to OpenAI.
            asks: Whether it sends it requests for responses, which decide by names as well.
            asked: Whether a server beside it, in another language, sends it chat requests: then
                its pages offer, keep and test the names.
            menus: Whether what a person chooses from may be asked for chats. Of requests for
                responses that cannot be made chats only the names that are set count.
        """
        decides = active or asks or asked
        yield from self._reached.values()
        members = Members(self.resolver, self._idle) if decides else None
        tables = members.tables() if members is not None else ()
        look_ups = LookUps(self.resolver, self._relayed, tables)
        for module in self.resolver.project.modules:
            yield from counters(module, self.resolver, self._done)
            if members is not None:
                tests = (*self._branches.tests(module), *members.facts(module))
                yield from self._ours(_doubted(tests, module), module)
                yield from look_ups.facts(module)
                yield from tuned_models(module)
        for module in self.resolver.project.modules:
            yield from offered(module)
            if decides:
                yield from self._sweep(module, menus=menus)
            else:
                yield from self._defaults(module)
            if active:
                yield from budgets(module, self.calls, self._idle)

    def _ours(self, facts: Iterable[Fact], module: Module) -> Iterator[Fact]:
        return (fact for fact in facts if not self._relayed.decides(fact, module))

    def _defaults(self, module: Module) -> Iterator[Fact]:
        """Yield the names that a project keeps for requests that are not seen here."""
        if is_test(module) or VENDORS_FILE.search(module.inside) or _of_router(module):
            return
        for node in module.strings:
            text = string_value(node)
            if text is None or not is_text_model(text) or is_completions_model(text):
                continue
            if self._relayed.has(text, module) or (id(module.unit), node.start) in self._done:
                # It is seen where it ends: at another endpoint.
                continue
            holder = node.parent
            while holder is not None and holder.kind == "binary_expression":
                holder = holder.parent
            name = holder.get("name") if holder is not None else None
            declared = holder is not None and holder.kind == "variable_declarator"
            chosen = declared and name is not None and _DEFAULT.search(name.text)
            if chosen or is_choice_of(node):
                yield ModelName(
                    place=node.place,
                    confidence=Confidence.MEDIUM,
                    model=text,
                    route=route_of(node),
                )

    def _sweep(self, module: Module, *, menus: bool) -> Iterator[Fact]:
        """Yield the names that a module keeps, and what it decides by them."""
        for node in module.strings:
            text = string_value(node)
            if (
                text is None
                or not is_text_model(text)
                or (text in ("davinci", "o1", "o3") and not is_about_models(node))
            ):
                continue
            if self._done.get((id(module.unit), node.start)) is not None:
                continue
            if _said_beside(node, text) or of_another_vendors_file(node) or beside_openai(node):
                continue
            decided = self._literals.of_literal(node, text)
            if decided is not None:
                yield from self._ours(_doubted(decided, module), module)
            elif self._relayed.has(text, module):
                continue
            elif (
                (menus or not is_in_menu(node))
                and not _is_harmless(node, text)
                and not self._idle.is_idle(node)
            ):
                # What a test expects reaches no endpoint.
                sure = Confidence.LOW if is_test(module) else Confidence.MEDIUM
                yield ModelName(
                    place=node.place,
                    confidence=sure,
                    model=text,
                    route=route_of(node),
                    kept_in=constant_around(node),
                )


def _is_harmless(node: Node, text: str) -> bool:
    """Say whether a name is shown, another vendor's or only for what is no chat."""
    return (
        is_shown(node)
        or text.startswith("openrouter/")
        or in_another_vendors_list(node)
        or (is_completions_model(text) and not _is_tuned(text))
        or of_responses(node)
        or is_renamed(node)
        or is_recorded(node)
        or is_logged(node, QUIET)
        or is_unread(node)
        or is_errors(node)
        or is_counted_by(node)
        or is_counters_default(node)
        or is_of_another_kind(node)
    )
