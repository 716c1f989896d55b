"""Requests spoilt by chance: each is served or refused, and nothing fails inside.

``tox run -e fuzz-sandbox`` sends 20,000 of them; here are a few hundred.
"""

import copy
import json
import logging
import os
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electron_kit.sandbox import Sandbox

EXAMPLES = int(os.environ.get("ELECTRON_KIT_FUZZ", "200"))

SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "description": "The city", "minLength": 1, "pattern": "^.+$"},
        "days": {"type": "integer", "minimum": 1, "maximum": 14, "default": 3},
        "unit": {"enum": ["celsius", "fahrenheit"]},
        "stops": {"type": "array", "items": {"$ref": "#/properties/city"}, "maxItems": 3},
        "when": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
    },
    "required": ["city"],
    "additionalProperties": False,
}
FUNCTION = {"name": "get_weather", "description": "Weather of a city", "parameters": SCHEMA}
CALL = {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
CHAT = {
    "messages": [
        {"role": "system", "content": "You are a voice agent. Acknowledge before you use a tool."},
        {"role": "user", "content": "What's the weather in मुंबई and in Delhi, 3 days?"},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": '{"temperature": 31}'},
        {"role": "user", "content": "As JSON: and then in San Francisco, CA on 3 May 2026?"},
    ],
    "temperature": 0.5,
    "top_p": 1,
    "max_tokens": 200,
    "stop": ["END"],
    "seed": 7,
    "stream": True,
    "stream_options": {"include_usage": True},
    "logprobs": True,
    "top_logprobs": 2,
    "tools": [{"type": "function", "function": FUNCTION}],
    "tool_choice": "auto",
    "response_format": {"type": "json_object"},
    "n": 1,
    "user": "u",
    "logit_bias": {"5": 1},
}
STRUCTURED = {
    **CHAT,
    "tools": None,
    "tool_choice": None,
    "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
}
SEEN = {"url": "data:image/png;base64,AA==", "detail": "low"}
PARTS = {
    "messages": [
        {"role": "developer", "content": [{"type": "text", "text": "Be brief."}], "name": "n"},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": SEEN},
                {"type": "input_audio", "input_audio": {"data": "AA==", "format": "wav"}},
                {"type": "file", "file": {"file_id": "file-1", "filename": "a.pdf"}},
            ],
        },
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
        {"role": "assistant", "content": None, "refusal": "No.", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": [{"type": "text", "text": "31"}]},
        {"role": "assistant", "function_call": {"name": "get_weather", "arguments": "{}"}},
        {"role": "function", "name": "get_weather", "content": "31"},
        {"role": "user", "content": [{"type": "text", "text": "And now?"}]},
    ],
    "functions": [{"name": "get_weather", "parameters": SCHEMA}],
    "function_call": {"name": "get_weather"},
    "metadata": {"a": "b"},
    "modalities": ["text"],
    "prediction": {"type": "content", "content": [{"type": "text", "text": "a"}]},
}
RESPONSES = {
    "input": [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Weather in Pune?"},
                {"type": "input_image", "image_url": SEEN["url"], "detail": "low"},
            ],
        },
        {"type": "function_call", "call_id": "c1", "name": "get_weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "31"},
        {"type": "message", "role": "user", "content": "And in Delhi? As json."},
    ],
    "instructions": "Be brief.",
    "tools": [{"type": "function", **FUNCTION, "strict": True}],
    "tool_choice": {"type": "function", "name": "get_weather"},
    "text": {"format": {"type": "json_schema", "name": "x", "schema": SCHEMA}},
    "reasoning": {"effort": "none"},
    "include": ["message.output_text.logprobs"],
    "max_output_tokens": 100,
    "metadata": {"a": "b"},
    "store": True,
    "stream": True,
    "previous_response_id": None,
}
TARGETS = [
    ("/waves/v1/chat/completions", "sk_sandbox", {"model": "electron", **CHAT}),
    ("/v1/chat/completions", "sk-sandbox", {"model": "gpt-4o", **CHAT}),
    ("/v1/chat/completions", "sk-sandbox", {"model": "gpt-4o", **STRUCTURED}),
    ("/v1/chat/completions", "sk-sandbox", {"model": "gpt-6-luna", **CHAT}),
    ("/v1/chat/completions", "sk-sandbox", {"model": "gpt-4o", **PARTS}),
    ("/v1/responses", "sk-sandbox", {"model": "gpt-5.4-mini", **RESPONSES}),
]
ODD: Any = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([0, -1, 1, 10**30, 0.5, 1e308, "", "x", "json", [], {}, [None], {"": None}]),
    st.sampled_from(["function", "json_schema", "user", "tool", "\u0000", "मुंबई", "\ud83d"]),
    st.text(max_size=8),
    st.recursive(
        st.none() | st.integers(-3, 3) | st.text(max_size=4),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from("type name content items properties enum anyOf $ref".split())
                | st.text(max_size=4),
                inner,
                max_size=3,
            )
        ),
        max_leaves=8,
    ),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of everything inside a value."""
    found = [path] if path else []
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for key, part in inside:
        found += places(part, (*path, key))
    return found


PLACES = [places(body) for _, _, body in TARGETS]


@st.composite
def spoilt(draw: Any) -> tuple[str, str, Any]:
    """Draw a good request in which up to three things were taken out, replaced or added."""
    number = draw(st.integers(0, len(TARGETS) - 1))
    path, key, body = TARGETS[number]
    body = copy.deepcopy(body)
    for name in draw(st.sets(st.sampled_from(sorted(body)), max_size=12)):
        if name not in {"model", "messages", "input"}:
            del body[name]
    for _ in range(draw(st.integers(1, 3))):
        _spoil(draw, body, draw(st.sampled_from(PLACES[number])))
    return path, key, body


def _spoil(draw: Any, body: Any, place: tuple[Any, ...]) -> None:
    target = body
    for step in place[:-1]:
        try:
            target = target[step]
        except (KeyError, IndexError, TypeError):
            return
    last, odd = place[-1], draw(ODD)
    try:
        if draw(st.booleans()):
            target[last] = odd
        elif isinstance(target, dict) and draw(st.booleans()):
            target[draw(st.text(max_size=6))] = odd
        else:
            del target[last]
    except (KeyError, IndexError, TypeError):
        return


class Failures(logging.Handler):
    """Keeps what the sandbox tells of failures of its own."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


@given(spoilt_request=spoilt())
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
def test_what_was_spoilt_by_chance_is_served_or_refused(
    http: httpx2.Client, sandbox: Sandbox, spoilt_request: tuple[str, str, Any]
) -> None:
    """No request is answered with 500 or told of as a failure; refusals have their envelope."""
    path, key, body = spoilt_request
    failures = Failures()
    log = logging.getLogger("electron_kit.sandbox")
    log.addHandler(failures)
    try:
        answer = http.post(
            f"http://127.0.0.1:{sandbox.port}{path}",
            content=json.dumps(body),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
        )
    finally:
        log.removeHandler(failures)
    assert failures.told == []
    assert answer.status_code in {200, 400, 404}, answer.text
    if answer.status_code != 200:
        assert answer.json()["error"]["message"]


@pytest.mark.parametrize("odd", [{"a": [{}]}, [1], 3, ""], ids=repr)
@pytest.mark.parametrize("kind", ["text", "image_url", "input_audio", "file", "refusal"])
def test_a_part_with_another_kinds_fields_is_served_or_refused(
    http: httpx2.Client, sandbox: Sandbox, kind: str, odd: Any
) -> None:
    """What a part says is in the field of its own kind, whatever stands in the others."""
    sound = {"text": "a", "refusal": "a", "image_url": SEEN}.get(kind, {})
    others = dict.fromkeys(("text", "refusal", "image_url", "input_audio", "file"), odd)
    role = "assistant" if kind == "refusal" else "user"
    message = {"role": role, "content": [{**others, "type": kind, kind: sound}]}
    answer = http.post(
        f"http://127.0.0.1:{sandbox.port}/v1/chat/completions",
        json={"model": "gpt-4o", "messages": [message]},
        headers={"Authorization": "Bearer sk-sandbox"},
    )
    assert answer.status_code in {200, 400}, answer.text


@pytest.mark.parametrize("role", ["system", "user", "assistant", "function"])
@pytest.mark.parametrize("field", ["name", "tool_call_id"])
@pytest.mark.parametrize("odd", [{}, [[]], 3, {"a": []}], ids=repr)
def test_a_name_that_is_none_is_served_or_refused(
    http: httpx2.Client, sandbox: Sandbox, role: str, field: str, odd: Any
) -> None:
    """A message's name is a text, and refused as anything else."""
    message = {"role": role, "content": "31", "name": "f", field: odd}
    answer = http.post(
        f"http://127.0.0.1:{sandbox.port}/v1/chat/completions",
        json={"model": "gpt-4o", "messages": [message]},
        headers={"Authorization": "Bearer sk-sandbox"},
    )
    assert answer.status_code in {200, 400}, answer.text
    assert field != "name" or answer.status_code == 400
