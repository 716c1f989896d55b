"""BAML: clients that a program adds to a registry."""

from __future__ import annotations

from collections.abc import Iterator

from ...facts import FrameworkClient, Provider
from ..fields import FieldReader
from ..index import Module
from ..tree import place_of
from .endpoints import elsewhere

_PROVIDERS = {"openai": "chat", "openai-responses": "responses"}


def registry_clients(module: Module, reader: FieldReader) -> Iterator[FrameworkClient]:
    """Yield the clients of OpenAI's that a file adds: ``registry.add_llm_client(…)``.

    Args:
        module: The file.
        reader: Collects fields.
    """
    for call in module.calls.get("add_llm_client", ()):
        fields, _ = reader.of_call(call)
        provider = fields.get("provider")
        names = [v.constant for v in provider.values] if provider is not None else []
        names += [a.value for a in call.args[1:2] if hasattr(a, "value")]
        endpoint = next((_PROVIDERS[str(n)] for n in names if str(n) in _PROVIDERS), None)
        options = fields.get("options")
        inner = {k: f for v in (options.values if options else ()) for k, f in v.entries.items()}
        if endpoint is not None and elsewhere(inner) is not Provider.OTHER:
            yield FrameworkClient(
                place=place_of(call),
                framework="baml",
                symbol="add_llm_client",
                arguments=inner,
                endpoint=endpoint,
                where='provider="openai-generic", options={"base_url": …, "api_key": …, '
                '"model": "electron"}.',
            )
