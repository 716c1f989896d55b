"""Does what LiteLLM does with a model's name, so that programs over it run without it.

The provider's prefix decides; a bare name of nobody's is refused, as LiteLLM refuses it.
"""

from __future__ import annotations

from typing import Any

import openai


def completion(model: str, messages: Any, api_key: str | None = None, **fields: Any) -> Any:
    """Ask the provider that the prefix names."""
    provider, slash, name = model.partition("/")
    if not slash:
        provider, name = ("openai", model) if model.startswith(("gpt-", "o3", "o4")) else ("", "")
    if provider != "openai":
        raise ValueError(f"LLM Provider NOT provided: {model}")
    base_url = fields.pop("api_base", None) or fields.pop("base_url", None)
    client = openai.OpenAI(api_key=api_key, base_url=base_url)
    return client.chat.completions.create(model=name, messages=messages, **fields).model_dump()
