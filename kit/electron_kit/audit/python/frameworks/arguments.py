"""What the arguments of a framework's client say: its models, and the request's fields."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from ...common.frameworks import Framework
from ...facts import Field, Kind, Value
from ..fields import FieldReader
from ..resolve.resolver import Resolver

# Dictionaries whose entries become fields of the request, whatever the framework calls them.
_NESTED = (
    "model_settings", "settings", "generation_kwargs", "model_kwargs", "additional_kwargs",
    "request_params", "create_kwargs", "params",
)  # fmt: skip
# Arguments of frameworks, as the API spells them.
_WIRE = {
    "number_of_responses": "n", "openai_reasoning_effort": "reasoning_effort",
    "openai_service_tier": "service_tier", "openai_prediction": "prediction",
    "openai_store": "store",
}  # fmt: skip


def given(call: ast.Call, symbol: str, reader: FieldReader) -> dict[str, Any]:
    """Return a call's fields; those of AG2's configuration stand in dictionaries.

    Args:
        call: The call that makes a client.
        symbol: What it calls, without its package.
        reader: Collects fields.

    Returns:
        The fields by the framework's names.
    """
    fields, _ = reader.of_call(call)
    if symbol != "LLMConfig":
        return fields
    configured = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "config_list")]
    values = [value for node in configured for value in reader.values(node)]
    values += [one for value in values for item in value.items for one in item]
    entries = {name: field for value in values for name, field in value.entries.items()}
    return {**entries, **fields}


def settings(fields: dict[str, Any], symbol: str, reader: FieldReader) -> dict[str, Any]:
    """Return a client's arguments, those in its settings among them.

    Args:
        fields: What `given` returned.
        symbol: What its call calls, without its package.
        reader: Collects fields.

    Returns:
        The fields, also by the API's names.
    """
    found = dict(fields)
    for name in _NESTED:
        for value in fields[name].values if name in fields else ():
            for key, inner in value.entries.items():
                found.setdefault(key, inner)
    for name, wire in _WIRE.items():
        if name in found:
            found.setdefault(wire, found[name])
    if symbol == "ModelSettings" and "reasoning" in found:
        effort = _effort(found["reasoning"], reader)
        if effort is not None:
            found.setdefault("reasoning_effort", effort)
    return found


def _effort(reasoning: Field, reader: FieldReader) -> Field | None:
    """Return what the Agents SDK makes of ``reasoning`` when it asks for chat completions.

    It sends the effort alone, of a dictionary or of an object: ``Reasoning(effort="low")``.
    """
    values: list[Value] = []
    for value in reasoning.values:
        entries = value.entries
        made = reader.made.get(value.place) if value.place is not None else None
        if made is not None:
            entries = reader.of_call(made)[0]
        elif value.kind is not Kind.MAPPING:
            values.append(value)
        values += entries["effort"].values if "effort" in entries else ()
    return (
        replace(reasoning, name="reasoning_effort", key=None, values=tuple(values))
        if values
        else None
    )


def models(
    call: ast.Call, fields: dict[str, Any], symbol: Framework, reader: FieldReader
) -> list[Value]:
    """Return the models that a client is given, by whichever name its framework has for one.

    Args:
        call: The call that makes it.
        fields: Its arguments.
        symbol: What it calls.
        reader: Collects fields.

    Returns:
        The names, and what stands for a name that is not known.
    """
    found: list[Value] = []
    for name in (
        "model",
        "model_name",
        "model_id",
        "ai_model_id",
        "id",
        "deployment_name",
        "engine",
        "llm",
        "manager_llm",
        "function_calling_llm",
    ):
        # Azure's names for a deployment count only where no model is named.
        if name in fields and not (found and name in ("deployment_name", "engine")):
            found += fields[name].values
    found += _routed(fields)
    if not found and call.args and symbol.name not in ("openai-agents",):
        found += reader.values(call.args[0])
    return [v for v in found if v.kind in (Kind.CONSTANT, Kind.UNKNOWN)]


def _routed(fields: dict[str, Any]) -> list[Value]:
    """Return the models of a router of LiteLLM's."""
    listed = fields["model_list"].values if "model_list" in fields else ()
    entries = [one.entries for value in listed for item in value.items for one in item]
    params = [v for e in entries if "litellm_params" in e for v in e["litellm_params"].values]
    return [v for p in params if "model" in p.entries for v in p.entries["model"].values]


def begun(call: ast.Call, resolver: Resolver) -> str:
    """Return a model's name that begins with the word for OpenAI: ``f"openai/{name}"``.

    Args:
        call: The call that makes a client.
        resolver: The project's resolver.
    """
    named = [k.value for k in call.keywords if k.arg in ("model", "model_id", "model_name")]
    return next(
        (
            str(item.data)
            for node in [*named, *call.args[:1]]
            for item in resolver.of(node)
            if item.kind == "text" and str(item.data).startswith(("openai/", "openai:"))
        ),
        "",
    )


def bare(model: str) -> str:
    """Return a model's name without the word for OpenAI that a framework puts before it.

    Args:
        model: The name: ``openai/gpt-4o``, ``openai-chat:gpt-4o``.
    """
    for prefix in ("openai/", "openai:", "openai-chat:", "openai-responses:"):
        if model.startswith(prefix):
            return model[len(prefix) :]
    return model
