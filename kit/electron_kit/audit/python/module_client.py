"""The SDK's module-level client: ``openai.api_key = …``, and where it is never set up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..facts import ClientMade, Confidence, Fact, Field, LegacyUse, Place, Provider
from ..hosts import provider_of_url
from .credentials import is_sdk
from .fields import FieldReader
from .given_to_clients import SETTINGS
from .known import CLIENTS, LEGACY
from .module_uses import never_set_up
from .requests import Requests
from .resolve.resolver import Resolver
from .tree import place_of

_AZURE = {"azure", "azure_ad", "azuread"}
_NEAR = 3


def module_settings(requests: Requests, resolver: Resolver, reader: FieldReader) -> Iterator[Fact]:
    """Yield assignments such as ``openai.api_key = …``, as the SDK of the project takes them.

    Args:
        requests: The project's requests, which tell old from new.
        resolver: The project's resolver.
        reader: Collects fields.
    """
    modern = _is_modern(requests, resolver)
    old = bool(requests.legacy)
    any_set = False
    for module in resolver.project.modules:
        set_up: dict[str, Field] = {}
        places: list[tuple[str, Any, Any]] = []
        for name in SETTINGS:
            for target, binding, _ in module.attributes.get(name, ()):
                if binding.how != "value" or not is_sdk(target.value, resolver):
                    continue
                places.append((name, target, binding))
                set_up[name] = Field(
                    name,
                    place_of(binding.node),
                    None,
                    place_of(binding.value),
                    reader.values(binding.value),
                )
        if not places:
            continue
        any_set = True
        places.sort(key=lambda item: item[1].lineno)
        # Of several assignments, each says for itself whether it leads to Azure.
        kinds = {
            id(binding): {v.constant for v in reader.values(binding.value)}
            for name, _, binding in places
            if name == "api_type"
        }
        azure = any(_AZURE & kind for kind in kinds.values())
        url = set_up.get("api_base") or set_up.get("base_url")
        providers = {provider_of_url(str(v.constant)) for v in _values(url) if v.constant}
        if Provider.OTHER in providers and Provider.OPENAI not in providers:
            continue
        if Provider.ELECTRON in providers:
            continue
        azure = azure or Provider.AZURE in providers
        last, scope = None, None
        for name, target, binding in places:
            place = place_of(binding.node)
            # A key and a URL that are set one below the other are one thing to change.
            again = last is not None and (_is_near(last, place) or _is_put_back(binding.value))
            if azure and name == "api_type" and _leads_to_azure(kinds[id(binding)]):
                yield ClientMade(
                    place=place, provider=Provider.AZURE, constructor="openai", module_level=True
                )
            # These names are the old SDK's alone; what goes through the module tells otherwise.
            named = any(n in ("api_type", "api_base", "api_version") for n, _, _ in places)
            if old or not modern or (named and not _module_endpoints(requests)):
                yield LegacyUse(
                    place=place,
                    confidence=Confidence.HIGH if old or named else Confidence.MEDIUM,
                    symbol=f"openai.{name}",
                    instead=f"OpenAI({'base_url' if name == 'api_base' else name}=…)",
                )
            elif not azure and not again and (scope is None or target.scope is scope):
                # Set once more in the same function, it is another way of the same start-up.
                last, scope = place, target.scope
                yield ClientMade(
                    place=place,
                    provider=Provider.OPENAI,
                    constructor="openai",
                    arguments=set_up,
                    module_level=True,
                    endpoints=_module_endpoints(requests),
                )

    if not any_set and not requests.legacy:
        yield from never_set_up(requests, _module_endpoints(requests))


def _is_modern(requests: Requests, resolver: Resolver) -> bool:
    """Say whether anything of the project is in no SDK before 1.0."""
    return any(
        # Its classes are `ChatCompletion`, `Model`: what the module has in small letters is 1.0's.
        r.fact.path.partition(".")[0] not in LEGACY
        and not r.made
        and r.fact.confidence is Confidence.HIGH
        for r in requests.found
    ) or any(
        name in module.calls
        or any(b.name == f"openai.{name}" for b in module.scope.bindings.get(name, ()))
        for name in CLIENTS - {"Client", "AsyncClient"}
        for module in resolver.project.modules
    )


def _is_put_back(value: Any) -> bool:
    """Say whether a setting gets the value that it had: ``openai.api_key = before``."""
    return value.__class__ is ast.Name and any(
        b.value.__class__ is ast.Attribute and b.value.attr in SETTINGS
        for b in value.scope.bindings.get(value.id, ())
    )


def _is_near(before: Place, place: Place) -> bool:
    """Say whether an assignment stands right below another."""
    return before.unit is place.unit and place.line - before.line <= _NEAR


def _leads_to_azure(kinds: set[Any]) -> bool:
    """Say whether an assignment gives Azure's type, or one that is not written here."""
    return bool(_AZURE & kinds) or None in kinds or not kinds


def _module_endpoints(requests: Requests) -> frozenset[str]:
    """Return the endpoints that are called through the module."""
    return frozenset(
        "chat" if r.fact.chats else r.fact.endpoint
        for r in requests.found
        if not r.made and r.client is not None and r.client.constructor == "openai"
    )


def _values(field: Field | None) -> tuple[Any, ...]:
    return field.values if field else ()
