"""Names of models that reach a request, or that stand where one is kept."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from ..facts import Confidence, Fact, Kind, ModelName, Place, Value
from ..model_names import is_text_model, unknown_to_electron
from .foreign_models import beside_another_url, for_another, of_another_vendor
from .kept_models import kept_models
from .model_logic.tables import is_table
from .relayed import Relayed
from .requests import Request, Requests
from .sent_elsewhere import SentElsewhere, key_of
from .tree import last_name


def model_names(
    requests: Requests, sent: list[Value], *, frameworks: bool = False
) -> Iterator[Fact]:
    """Yield the literals that name models.

    Args:
        requests: The project's requests; their ``model`` field is followed to its literals.
        sent: Values of ``model`` that frameworks and hand-written requests send.
        frameworks: Whether a framework asks as well, in ways that are not all followed.
    """
    # A literal is reported once: as what reaches a request, which is surer than where it is kept.
    # What reaches another endpoint or vendor is not reported where it is kept, either.
    reached: dict[tuple[int, int, int], ModelName] = {}
    others: set[tuple[int, int, int]] = set()
    for request in requests.found:
        fact = request.fact
        for name in ("model", "engine", "deployment_id", "model_name"):
            field = fact.fields.get(name)
            for value in field.values if field else ():
                if not _changes(fact.endpoint, value, requests):
                    if value.place is not None and value.kind is Kind.CONSTANT:
                        others.add(_key(value))
                    continue
                # ``gpt-35-turbo`` is how Azure spells a name that OpenAI's own API has never had.
                azure = str(value.constant).startswith("gpt-35") or beside_another_url(
                    requests.reader.nodes.get(value.place) if value.place is not None else None
                )
                if value.place is not None and (azure or _is_anothers(value.place, requests)):
                    others.add(_key(value))
                    continue
                if _is_tables_key(value, requests):
                    # The table is what is told.
                    others.add(_key(value))
                elif field is not None and unknown_to_electron(value, field, fact):
                    model = _literal(value, fact.confidence)
                    if model is not None:
                        if _made_up(value, model.model, requests, request):
                            if not _in_test(value, requests):
                                continue
                            model = replace(model, confidence=Confidence.LOW)
                        reached.setdefault(_key(value), model)
                elif value.name.endswith("fine_tuned_model") and field is not None:
                    yield ModelName(
                        place=field.value or field.place,
                        confidence=fact.confidence,
                        model="",
                        route="fine-tuning job",
                    )
    for value in sent:
        model = _literal(value, Confidence.HIGH)
        if model is not None and is_text_model(model.model):
            reached.setdefault(_key(value), model)
    yield from reached.values()
    elsewhere: SentElsewhere | None = None
    # What a person chooses from goes with requests for responses that cannot be made chats.
    modules = requests.resolver.project.modules
    calls = [request.fact for request in requests.found]
    menus = frameworks or bool(sent) or any(call.chats for call in calls)
    menus = menus or all(call.endpoint != "responses" for call in calls)
    menus = menus or any(b"chat/completions" in u.data for m in modules for u in m.units)
    relayed = Relayed(requests.resolver.project)
    for module in modules:
        for model in kept_models(module, menus=menus) if module.primary else ():
            key = key_of(model.place)
            if key not in reached and key not in others and not relayed.has(model.model, module):
                elsewhere = elsewhere or SentElsewhere(requests)
                if elsewhere.has(model):
                    continue
                reached[key] = model
                # A test's own choice of a model, or another vendor's file: hidden unless it is
                # asked for.
                yield replace(model, confidence=Confidence.LOW) if module.doubtful else model


def _changes(endpoint: str, value: Value, requests: Requests) -> bool:
    """Say whether a name has to change by itself: a chat's, and one kept away from a response's.

    In a request for a response it goes with the request, which is another on Electron (P01).
    """
    if endpoint != "responses" or value.name:
        return endpoint in ("chat", "responses")
    return _is_handed_on(value, requests)


def _is_anothers(place: Place, requests: Requests) -> bool:
    node = requests.reader.nodes.get(place)
    said = node is not None and of_another_vendor(node)
    return said or for_another(place, requests)


# What puts a body together where it is sent.
_PUTS_TOGETHER = frozenset({"create", "parse", "stream", "dict", "update", "partial"})


def _is_handed_on(value: Value, requests: Requests) -> bool:
    """Say whether a name is handed to code of the project's own: ``Chat(model="gpt-4o")``."""
    node = requests.reader.nodes.get(value.place) if value.place is not None else None
    call = getattr(node, "parent", None)
    if call.__class__ is ast.keyword:
        call = call.parent
    return call.__class__ is ast.Call and last_name(call.func) not in _PUTS_TOGETHER


def _is_tables_key(value: Value, requests: Requests) -> bool:
    """Say whether a name is a key of a table that is told as one."""
    node = requests.reader.nodes.get(value.place) if value.place is not None else None
    table = getattr(node, "parent", None)
    return table.__class__ is ast.Dict and node in table.keys and is_table(table)


def _made_up(value: Value, name: str, requests: Requests, request: Request) -> bool:
    """Say whether a name is one that a test makes up, or gives to the code that it tests."""
    if request.node.scope.module.is_test:
        # Of a client that nobody knows, too: the test may have put anything in its place.
        unknown = request.client is not None and not request.client.constructor
        return unknown or not is_text_model(name)
    return _in_test(value, requests)


def _in_test(value: Value, requests: Requests) -> bool:
    node = requests.reader.nodes.get(value.place) if value.place is not None else None
    scope = getattr(node, "scope", None)
    return scope is not None and scope.module.is_test


def _literal(value: Value, confidence: Confidence) -> ModelName | None:
    if (
        value.kind is not Kind.CONSTANT
        or not isinstance(value.constant, str)
        or value.place is None
    ):
        return None
    return ModelName(
        place=value.place,
        confidence=min(confidence, value.confidence),
        model=value.constant,
        route=value.name or "argument",
    )


def _key(value: Value) -> tuple[int, int, int]:
    return key_of(value.place) if value.place else (0, 0, 0)
