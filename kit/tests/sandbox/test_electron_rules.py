"""Electron's rules, one by one: what is refused, by which field, and what lenient lets pass."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electron_kit.contract import FIELDS, Basis, Fate
from electron_kit.sandbox.electron_rules import not_promised, violations

HELLO = [{"role": "user", "content": "Hi"}]
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
TOOL = {"type": "function", "function": {"name": "f"}}


def request(**changes: Any) -> dict[str, Any]:
    body = {"model": "electron", "messages": HELLO, **changes}
    return {name: value for name, value in body.items() if value is not ...}


def message(**changes: Any) -> dict[str, Any]:
    return request(messages=[{"role": "user", "content": "Hi", **changes}])


ASSISTANT = {"role": "assistant", "content": None, "tool_calls": [CALL]}
REFUSED = [
    (request(model=...), ["model"]),
    (request(model="gpt-4o"), ["model"]),
    (request(model=1), ["model"]),
    (request(model=None), ["model"]),
    (request(messages=...), ["messages"]),
    (request(messages=[]), ["messages"]),
    (request(messages=HELLO * 201), ["messages"]),
    (request(messages="Hi"), ["messages"]),
    (request(messages=["Hi"]), ["messages", 0]),
    (request(messages=[{"content": "Hi"}]), ["messages", 0, "role"]),
    (message(role="robot"), ["messages", 0, "role"]),
    (message(role=3), ["messages", 0, "role"]),
    (message(content=None), ["messages", 0, "content"]),
    (message(content=3), ["messages", 0, "content"]),
    (message(content=[]), ["messages", 0, "content"]),
    (message(content=[{"type": "image_url", "image_url": {}}]), ["messages", 0, "content", 0]),
    (message(content=["Hi"]), ["messages", 0, "content", 0]),
    (message(role="assistant", content=None), ["messages", 0, "content"]),
    (message(role="tool"), ["messages", 0, "tool_call_id"]),
    (message(role="tool", tool_call_id=None), ["messages", 0, "tool_call_id"]),
    (message(role="tool", tool_call_id=""), ["messages", 0, "tool_call_id"]),
    (message(role="tool", tool_call_id=7), ["messages", 0, "tool_call_id"]),
    (message(role="assistant", tool_calls="f"), ["messages", 0, "tool_calls"]),
    (message(role="assistant", tool_calls=["f"]), ["messages", 0, "tool_calls", 0]),
    (
        message(role="assistant", tool_calls=[{**CALL, "id": None}]),
        ["messages", 0, "tool_calls", 0, "id"],
    ),
    (
        message(
            role="assistant",
            tool_calls=[{**CALL, "function": {"name": "f", "arguments": {"a": 1}}}],
        ),
        ["messages", 0, "tool_calls", 0, "function", "arguments"],
    ),
    (request(temperature=-0.1), ["temperature"]),
    (request(temperature=2.1), ["temperature"]),
    (request(temperature="1"), ["temperature"]),
    (request(temperature=True), ["temperature"]),
    (request(top_p=1.1), ["top_p"]),
    (request(top_p=-1), ["top_p"]),
    (request(max_tokens=0), ["max_tokens"]),
    (request(max_tokens=1.5), ["max_tokens"]),
    (request(max_tokens="9"), ["max_tokens"]),
    (request(stream="yes"), ["stream"]),
    (request(stream=1), ["stream"]),
    (request(stream_options=True), ["stream_options"]),
    (request(stream_options={"include_usage": 1}), ["stream_options", "include_usage"]),
    (request(stop=["a"] * 5), ["stop"]),
    (request(stop=[1]), ["stop", 0]),
    (request(stop=1), ["stop"]),
    (request(seed=1.5), ["seed"]),
    (request(response_format="json"), ["response_format"]),
    (request(response_format={}), ["response_format", "type"]),
    (request(response_format={"type": "xml"}), ["response_format", "type"]),
    (request(tools=TOOL), ["tools"]),
    (request(tools=[TOOL] * 65), ["tools"]),
    (request(tools=[{"type": "retrieval"}]), ["tools", 0, "type"]),
    (request(tools=[{"type": "function"}]), ["tools", 0, "function"]),
    (
        request(tools=[{"type": "function", "function": {"name": "f", "parameters": 1}}]),
        ["tools", 0, "function", "parameters"],
    ),
    (request(tools=[TOOL], tool_choice="always"), ["tool_choice"]),
    (request(tools=[TOOL], tool_choice={"type": "function"}), ["tool_choice"]),
    (request(tools=[TOOL], tool_choice=1), ["tool_choice"]),
    (
        request(tools=[TOOL], tool_choice={"type": "function", "function": {"name": "g"}}),
        ["tool_choice", "function", "name"],
    ),
    (request(logprobs=1), ["logprobs"]),
    (request(top_logprobs=2), ["top_logprobs"]),
    (request(logprobs=True, top_logprobs=21), ["top_logprobs"]),
    (request(logprobs=True, top_logprobs=-1), ["top_logprobs"]),
    (request(presence_penalty=2.5), ["presence_penalty"]),
    (request(frequency_penalty=-2.5), ["frequency_penalty"]),
    (request(logit_bias=[1]), ["logit_bias"]),
    (request(logit_bias={"5": "x"}), ["logit_bias", "5"]),
    (request(user=5), ["user"]),
    (request(n=2), ["n"]),
    (request(n=0), ["n"]),
    (request(prompt_logprobs=1), ["prompt_logprobs"]),
    (request(prompt_logprobs=0), ["prompt_logprobs"]),
]
SILENT = [
    (message(role="developer"), ["messages", 0, "role"]),
    (message(role="function", name="f"), ["messages", 0, "role"]),
    (message(content=[{"type": "text", "text": "Hi"}]), ["messages", 0, "content"]),
    (request(tools=[]), ["tools"]),
    (
        request(tools=[{"type": "function", "function": {"name": ""}}]),
        ["tools", 0, "function", "name"],
    ),
    (request(tool_choice="required"), ["tool_choice"]),
    (
        request(
            response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}
        ),
        ["response_format", "type"],
    ),
    (request(temperature=None), ["temperature"]),
    (request(stop=None), ["stop"]),
]
ACCEPTED = [
    request(),
    request(messages=HELLO * 200),
    request(messages=[*HELLO, ASSISTANT, {"role": "tool", "tool_call_id": "c1", "content": "4"}]),
    message(role="system"),
    message(content=""),
    request(messages=[{"role": "user"}]),
    request(messages=[{"role": "assistant", "tool_calls": [CALL]}]),
    message(role="assistant", tool_calls=None),
    message(role="assistant", tool_calls=[]),
    request(temperature=0, top_p=1, presence_penalty=-2, frequency_penalty=2, seed=-5),
    request(temperature=2, max_tokens=1, stream=True, stream_options={"include_usage": True}),
    request(max_tokens=5.0),
    request(stop="x"),
    request(stop=["a", "b", "c", "d"]),
    request(response_format={"type": "text"}),
    request(response_format={"type": "json_object"}),
    request(tools=[TOOL] * 64, tool_choice="auto"),
    request(tools=[TOOL], tool_choice={"type": "function", "function": {"name": "f"}}),
    request(tool_choice="none"),
    request(logprobs=True, top_logprobs=20),
    request(logit_bias={"50256": -100}),
    request(n=1),
    request(prompt_logprobs=None),
    request(user="u", foo={"bar": 1}, max_completion_tokens="whatever"),
]


@pytest.mark.parametrize(("body", "path"), REFUSED, ids=lambda value: str(value)[-40:])
def test_a_violation_names_its_field(body: dict[str, Any], path: list[Any]) -> None:
    """What the contract rules out is refused with the path of the field, lenient or not."""
    for lenient in (False, True):
        found = violations(body, lenient=lenient)
        assert path in [list(violation.path) for violation in found]
        assert all(violation.message and violation.code for violation in found)


@pytest.mark.parametrize(("body", "path"), SILENT, ids=lambda value: str(value)[-40:])
def test_what_the_contract_is_silent_about_is_refused_unless_lenient(
    body: dict[str, Any], path: list[Any]
) -> None:
    """An assumption refuses by default, and ``lenient`` lets it pass."""
    assert [list(violation.path) for violation in violations(body)] == [path]
    assert violations(body, lenient=True) == []


@pytest.mark.parametrize("body", ACCEPTED, ids=lambda value: str(value)[-40:])
def test_what_the_contract_lists_is_accepted(body: dict[str, Any]) -> None:
    """A request within the contract has no violation."""
    assert violations(body) == []


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_each_field_of_the_contract_is_guarded_by_its_fate(field: Any) -> None:
    """A field is checked, refused or passed over as its record says, and not otherwise."""
    wrong = object
    value: Any = {"unlikely": wrong.__name__} if "object" not in field.types else 3
    found = violations(request(**{field.name: value}))
    promised = field.electron.fate is not Fate.NOT_PROMISED
    assert bool(found) == promised
    assert (field.name in not_promised(request(**{field.name: value}))) == (not promised)


def test_all_violations_are_reported_at_once() -> None:
    """A request with three mistakes gets three details."""
    found = violations(request(n=3, temperature=5, stop=["a"] * 5))
    assert sorted(str(violation.path[0]) for violation in found) == ["n", "stop", "temperature"]


def test_fields_inside_messages_and_options_are_counted_too() -> None:
    """What is not promised is found at every level of a request."""
    body = request(
        messages=[{"role": "user", "content": "Hi", "name": "asha"}],
        stream=True,
        stream_options={"include_usage": True, "include_obfuscation": False},
        store=True,
    )
    assert not_promised(body) == ("store", "stream_options.include_obfuscation", "messages[].name")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from([f.name for f in FIELDS]) | st.text(max_size=5), JSON) | JSON
)
def test_no_json_value_breaks_the_check(body: Any) -> None:
    """Any JSON value gets a list of violations, and lenient never finds more."""
    strict, lenient = violations(body), violations(body, lenient=True)
    assert set(lenient) <= set(strict)
    not_promised(body)


def test_the_assumptions_are_written_down_in_the_contract() -> None:
    """Each thing that lenient lets pass has a record whose basis is *assumed*."""
    from electron_kit.contract import RECORDS

    assumed = {record.name for record in RECORDS if record.electron.basis is Basis.ASSUMED}
    assert assumed >= {
        "developer",
        "function",
        "text",
        "json_schema",
        "null for an optional field",
        "forced tool without tools",
        "tool without a name",
        "empty list of tools",
    }
