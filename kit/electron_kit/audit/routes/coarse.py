"""Routes of a language whose values are not followed forward: all of a project moves, or none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..facts import (
    ENDPOINTS,
    Call,
    ClientMade,
    Confidence,
    CredentialRead,
    Fact,
    FrameworkClient,
    Kind,
    LegacyUse,
    ModelName,
    Part,
    Provider,
    RawRequest,
    Repair,
    part_key,
)

_VARIABLE = re.compile(r"^[A-Z][A-Z0-9_]+$")


def coarse_parts(facts: Sequence[Fact]) -> Iterator[Part]:
    """Yield the parts of one project, each of which needs all the others.

    Args:
        facts: What the front end found.
    """
    calls = [f for f in facts if isinstance(f, Call) and f.endpoint == "chat"]
    made = [f for f in facts if isinstance(f, ClientMade | LegacyUse)]
    if not facts or not (calls or made):
        return
    hub = f"all@{facts[0].place.unit.path}"
    parts = [*_requests(calls), *_changes(facts), *_variables(calls)]
    reason = next((why for fact in facts if (why := _obstacle(fact))), "")
    if not calls:
        reason = reason or "is seen to send no request"
    for part in parts:
        yield Part(
            place=part.place, key=part.key, kind=part.kind, name=part.name, repair=part.repair,
            code=part.code, obstacle=part.obstacle, needs=(hub, *part.needs), open=part.open,
        )  # fmt: skip
    yield Part(
        place=facts[0].place, key=hub, kind="name", name="the project", obstacle=reason,
        needs=tuple(part.key for part in parts),
    )  # fmt: skip


def _requests(calls: Sequence[Call]) -> Iterator[Part]:
    for call in calls:
        field = call.fields.get("model")
        obstacle = ""
        if field is None and call.complete:
            obstacle = ""
        elif field is None or not field.values:
            obstacle = "names its model somewhere else"
        elif not any(
            (v.kind is Kind.CONSTANT and v.constant) or _VARIABLE.match(v.name)
            for v in field.values
        ):
            obstacle = "asks for a model that comes from elsewhere"
        elif any(v.kind is Kind.CONSTANT and v.place is None for v in field.values):
            obstacle = "asks for a model that is put together elsewhere"
        yield Part(
            place=call.place, key=part_key("request", call.place), kind="request",
            name="the request", obstacle=obstacle,
        )  # fmt: skip


def _variables(calls: Sequence[Call]) -> Iterator[Part]:
    """Yield the variables of the environment that name models: configuration may set them."""
    for call in calls:
        values = call.fields["model"].values if "model" in call.fields else ()
        written = any(v.kind is Kind.CONSTANT and v.constant for v in values)
        for value in values:
            if value.kind is Kind.UNKNOWN and _VARIABLE.match(value.name):
                yield Part(
                    place=call.place, key=f"env@{value.name}", kind="name",
                    name=f"the variable `{value.name}`", needs=(f"stored@{value.name}",),
                    open=not written,
                )  # fmt: skip


def _changes(facts: Sequence[Fact]) -> Iterator[Part]:
    for fact in facts:
        place = fact.place
        if isinstance(fact, ClientMade) and fact.provider is Provider.OPENAI:
            repair = Repair("set-client", place, fact)
            yield _part("client", "the client", repair, "R01")
        elif isinstance(fact, ModelName) and fact.endpoint == "chat":
            guessed = fact.route.startswith("value of ")
            why = "is not seen to reach a request" if guessed else ""
            yield _part("model", f"the name `{fact.model}`", Repair("set-model", place), "R02", why)
        elif isinstance(fact, CredentialRead) and fact.rename is not None:
            repair = Repair("rename-variable", fact.rename, fact)
            why = "is set in code" if fact.how == "set" else ""
            yield _part("key", f"the variable `{fact.variable}`", repair, "I01", why)
        elif isinstance(fact, LegacyUse) and fact.repair is not None:
            yield _part("client", f"`{fact.symbol}`", fact.repair, "R04")


def _part(kind: str, name: str, repair: Repair, code: str, obstacle: str = "") -> Part:
    return Part(
        place=repair.place, key=part_key(repair.action, repair.place), kind=kind, name=name,
        repair=repair, code=code, obstacle=obstacle,
    )  # fmt: skip


def _obstacle(fact: Fact) -> str:
    """Return what in a fact keeps its whole project where it is."""
    where = f"({fact.place.unit.path}:{fact.place.line})"
    if fact.confidence < Confidence.MEDIUM:
        return ""
    if isinstance(fact, ClientMade) and fact.provider not in (Provider.OPENAI, Provider.ELECTRON):
        return f"has a client of another vendor or with a base URL from elsewhere {where}"
    if isinstance(fact, Call) and fact.endpoint != "chat":
        return f"also asks for {ENDPOINTS[fact.endpoint] or fact.endpoint} {where}"
    if isinstance(fact, Call) and (fact.framework or fact.provider is Provider.AZURE):
        return f"also has requests that no client of the SDK sends {where}"
    if isinstance(fact, FrameworkClient) and fact.endpoint != "settings":
        return f"also uses `{fact.symbol}` {where}"
    if isinstance(fact, RawRequest):
        return f"also has requests written by hand {where}"
    if isinstance(fact, LegacyUse) and fact.repair is None:
        return f"also uses `{fact.symbol}` {where}"
    return ""
