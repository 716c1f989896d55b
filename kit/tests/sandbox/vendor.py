"""The request as the vendor's OpenAPI description has it, and requests that it allows.

Written down from the description (version 1.0.0) apart from the contract's records: the
sandbox validates from those, and a witness does not read the accused's diary.
"""

import json
from typing import Any

from hypothesis import strategies as st

FUNCTION = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "description": {"type": "string"},
        "parameters": {"type": "object"},
    },
}
CALL = {
    "type": "object",
    "required": ["id", "type", "function"],
    "properties": {
        "id": {"type": "string"},
        "type": {"enum": ["function"]},
        "function": {
            "type": "object",
            "required": ["name", "arguments"],
            "properties": {"name": {"type": "string"}, "arguments": {"type": "string"}},
        },
    },
}
MESSAGE = {
    "type": "object",
    "required": ["role"],
    "properties": {
        "role": {"enum": ["system", "user", "assistant", "tool"]},
        "content": {"type": ["string", "null"]},
        "tool_calls": {"type": "array", "items": CALL},
        "tool_call_id": {"type": "string"},
    },
}
REQUEST = {
    "type": "object",
    "required": ["model", "messages"],
    "properties": {
        "model": {"enum": ["electron"]},
        "messages": {"type": "array", "minItems": 1, "maxItems": 200, "items": MESSAGE},
        "temperature": {"type": "number", "minimum": 0, "maximum": 2},
        "top_p": {"type": "number", "minimum": 0, "maximum": 1},
        "max_tokens": {"type": "integer", "minimum": 1},
        "stream": {"type": "boolean"},
        "stream_options": {
            "type": "object",
            "properties": {"include_usage": {"type": "boolean"}},
        },
        "stop": {
            "oneOf": [
                {"type": "string"},
                {"type": "array", "maxItems": 4, "items": {"type": "string"}},
            ]
        },
        "seed": {"type": "integer"},
        "response_format": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"enum": ["text", "json_object"]}},
        },
        "tools": {
            "type": "array",
            "maxItems": 64,
            "items": {
                "type": "object",
                "required": ["type", "function"],
                "properties": {"type": {"enum": ["function"]}, "function": FUNCTION},
            },
        },
        "tool_choice": {
            "oneOf": [
                {"enum": ["auto", "required", "none"]},
                {
                    "type": "object",
                    "required": ["type", "function"],
                    "properties": {
                        "type": {"enum": ["function"]},
                        "function": {
                            "type": "object",
                            "required": ["name"],
                            "properties": {"name": {"type": "string"}},
                        },
                    },
                },
            ]
        },
        "logprobs": {"type": "boolean"},
        "top_logprobs": {"type": "integer", "minimum": 0, "maximum": 20},
        "presence_penalty": {"type": "number", "minimum": -2, "maximum": 2},
        "frequency_penalty": {"type": "number", "minimum": -2, "maximum": 2},
        "logit_bias": {"type": "object", "additionalProperties": {"type": "number"}},
        "user": {"type": "string"},
        "n": {"type": "integer", "minimum": 1},
        "prompt_logprobs": {"type": "integer", "minimum": 0},
    },
}

ANYTHING: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)
TEXTS = st.text(max_size=12) | st.sampled_from(["weather in मुंबई?", "Hello", '{"a": 1}', "f"])


def allowed(schema: Any) -> Any:
    """Return a strategy of the values that a schema allows, with fields that it does not list."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "oneOf" in schema:
        return st.one_of(*map(allowed, schema["oneOf"]))
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of(*(_of_kind(kind, schema) for kind in kinds))


def _of_kind(kind: str, schema: Any) -> Any:
    low, high = schema.get("minimum"), schema.get("maximum")
    if kind == "number":
        return st.floats(low, high, allow_nan=False, allow_infinity=False) | st.integers(low, high)
    if kind == "array":
        items = allowed(schema["items"])
        few = min(schema.get("maxItems", 4), 4)
        return st.lists(items, min_size=schema.get("minItems", 0), max_size=few)
    if kind == "object":
        return _objects(schema)
    plain = {
        "null": st.none(),
        "boolean": st.booleans(),
        "string": TEXTS,
        "integer": st.integers(low, high),
    }
    return plain[kind]


def _objects(schema: Any) -> Any:
    properties = {name: allowed(part) for name, part in schema.get("properties", {}).items()}
    needed = schema.get("required", ())
    extra = schema.get("additionalProperties")
    values = ANYTHING if extra is None else allowed(extra)
    unlisted = st.text(max_size=5).filter(lambda name: name not in properties)
    return st.builds(
        lambda listed, more: {**more, **listed},
        st.fixed_dictionaries(
            {name: properties[name] for name in needed},
            optional={name: it for name, it in properties.items() if name not in needed},
        ),
        st.dictionaries(unlisted, values, max_size=1),
    )


REQUESTS = allowed(REQUEST).map(lambda body: json.loads(json.dumps(body)))
