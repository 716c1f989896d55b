"""Whose endpoint a framework's client is told to talk to."""

from __future__ import annotations

import ast
import re
from typing import Any

from ...common.providers import Said, is_foreign_key
from ...facts import Kind, Provider
from ...hosts import FOREIGN_KEYS, provider_of_url
from ..fields import FieldReader
from ..resolve.resolver import Resolver
from ..vendors import for_another_vendor

_URLS = ("base_url", "openai_api_base", "api_base", "api_base_url", "azure_endpoint")


def elsewhere(fields: dict[str, Any]) -> Provider | None:
    """Return whose a base URL is, if it is Electron's or another vendor's for sure."""
    for name in _URLS:
        field = fields.get(name)
        if field and any(v.kind is Kind.UNKNOWN for v in field.values):
            continue
        providers = {
            provider_of_url(str(v.constant))
            for v in (field.constants() if field else ())
            if v.constant
        }
        if providers and providers <= {Provider.ELECTRON, Provider.OTHER}:
            return Provider.ELECTRON if Provider.ELECTRON in providers else Provider.OTHER
    return None


def of_another_gateway(fields: dict[str, Any]) -> bool:
    """Say whether LiteLLM is told of another vendor: ``custom_llm_provider="vertex_ai"``."""
    field = fields.get("custom_llm_provider")
    if field is None or any(v.kind is Kind.UNKNOWN for v in field.values):
        return False
    named = {str(v.constant) for v in field.constants() if v.constant}
    return bool(named) and not any("openai" in name or name == "azure" for name in named)


def by_provider(call: ast.Call, resolver: Resolver, reader: FieldReader) -> Provider | None:
    """Return whose a provider of pydantic's is that a model is given, if it is not OpenAI's.

    Args:
        call: The call that makes the model.
        resolver: The project's resolver.
        reader: Collects fields.
    """
    given = next((k.value for k in call.keywords if k.arg == "provider"), None)
    found: set[Provider | None] = set()
    for item in resolver.of(given) if given is not None else ():
        if item.kind != "made" or not item.name.startswith("pydantic_ai."):
            return None
        kind = item.name.rpartition(".")[2]
        if kind == "OpenAIProvider" and item.node.__class__ is ast.Call:
            found.add(elsewhere(reader.of_call(item.node)[0]))
        else:
            found.add(None if kind == "AzureProvider" else Provider.OTHER)
    return found.pop() if len(found) == 1 else None


def of_own_server(fields: dict[str, Any], call: ast.Call) -> bool:
    """Say whether a client with a URL from out of sight is for a server of one's own.

    Its key is one for servers that ask for none (``"lm-studio"``), its URL is a variable that
    names another vendor, or the function that makes it does: ``def make_ollama(host):``.
    """
    url = next((fields[name] for name in _URLS if name in fields), None)
    if url is None or url.value is None or url.constants():
        return False
    text = url.value.text
    if "openai" in text.lower():
        return False
    key = fields.get("api_key") or fields.get("openai_api_key")
    texts = tuple(str(v.constant) for v in (key.constants() if key else ()) if v.constant)
    named = re.findall(r"\w+", text)[-1:]
    said = Said(texts=texts)
    return (
        bool(FOREIGN_KEYS.search("".join(named)))
        or (bool(texts) and is_foreign_key(said))
        or for_another_vendor(call)
    )


def of_unknown_server(fields: dict[str, Any]) -> bool:
    """Say whether a client is given a base URL from out of sight, and nothing names OpenAI.

    Args:
        fields: The client's arguments.
    """
    given = [fields[name] for name in _URLS if name in fields]
    said = [*given, *(fields[name] for name in ("api_key", "openai_api_key") if name in fields)]
    return bool(given) and not any(
        "openai" in name.lower()
        for field in said
        for name in (
            getattr(field.value, "text", ""),
            *(v.name for v in field.values),
            *(str(v.constant) for v in field.constants()),
        )
    )


def says_openai(fields: dict[str, Any]) -> bool:
    """Say whether a base URL is OpenAI's, by its address or by the name of what holds it."""
    field = fields.get("api_base")
    return field is not None and (
        (field.value is not None and "openai" in field.value.text.lower())
        or any(provider_of_url(str(v.constant)) is Provider.OPENAI for v in field.constants())
    )
