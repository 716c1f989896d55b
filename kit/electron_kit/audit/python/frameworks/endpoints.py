"""Whose endpoint a framework's client is told to talk to."""

from __future__ import annotations

from typing import Any

from ...common.providers import provider_of_url
from ...facts import Kind, Provider


def elsewhere(fields: dict[str, Any]) -> Provider | None:
    """Return whose a base URL is, if it is Electron's or another vendor's for sure."""
    for name in ("base_url", "openai_api_base", "api_base", "api_base_url", "azure_endpoint"):
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


def says_openai(fields: dict[str, Any]) -> bool:
    """Say whether a base URL is OpenAI's, by its address or by the name of what holds it."""
    field = fields.get("api_base")
    return field is not None and (
        (field.value is not None and "openai" in field.value.text.lower())
        or any(provider_of_url(str(v.constant)) is Provider.OPENAI for v in field.constants())
    )
