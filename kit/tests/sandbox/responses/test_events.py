"""Answers and events in the SDK's own types: nothing missing, nothing that they do not know."""

import json
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai._models import BaseModel
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from electron_kit.sandbox import Sandbox

from .test_responses import MODEL, TIME, WEATHER

KEY = {"Authorization": "Bearer sk-sandbox"}
EVENT: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)
SCHEMA = {
    "type": "json_schema",
    "name": "Person",
    "strict": True,
    "schema": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
        "required": ["name", "age"],
        "additionalProperties": False,
    },
}
REQUESTS: Any = st.fixed_dictionaries(
    {
        "model": st.sampled_from([MODEL, "gpt-4o-mini", "gpt-5.6-luna", "gpt-5-pro"]),
        "input": st.sampled_from(
            [
                "Hello!",
                "Count from 1 to 30.",
                "What is the weather in Pune and in Delhi, and then the time in Rome?",
                "Asha is 31. Answer as JSON.",
                [{"role": "user", "content": [{"type": "input_text", "text": "नमस्ते"}]}],
            ]
        ),
    },
    optional={
        "instructions": st.sampled_from(["Be kind.", None]),
        "max_output_tokens": st.sampled_from([16, 20, 500, None]),
        "tools": st.sampled_from([[WEATHER], [WEATHER, TIME], []]),
        "tool_choice": st.sampled_from(["auto", "none"]),
        "parallel_tool_calls": st.booleans(),
        "text": st.sampled_from(
            [{"format": SCHEMA}, {"format": {"type": "text"}}, {}, {"verbosity": "medium"}]
        ),
        "metadata": st.just({"a": "b"}),
        "store": st.booleans(),
        "include": st.sampled_from([["message.output_text.logprobs"], [], None]),
        "top_logprobs": st.integers(0, 3),
        "user": st.just("u1"),
        "truncation": st.sampled_from(["auto", "disabled"]),
    },
)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def unknown(value: Any, where: str = "") -> list[str]:
    """Return the places of fields that the SDK's types do not have."""
    if isinstance(value, BaseModel):
        found = [f"{where}.{name}" for name in value.model_extra or ()]
        for name in type(value).model_fields:
            found += unknown(getattr(value, name), f"{where}.{name}")
        return found
    if isinstance(value, list):
        return [it for index, one in enumerate(value) for it in unknown(one, f"{where}[{index}]")]
    return []


def received(http: httpx2.Client, sandbox: Sandbox, body: Any) -> list[dict[str, Any]]:
    """Return the events of a streamed response; each names its type twice."""
    answer = http.post(f"{sandbox.openai_url}/responses", json=body, headers=KEY)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = []
    for event in answer.text.split("\n\n")[:-1]:
        first, second = event.split("\n")
        data = json.loads(second.removeprefix("data: "))
        assert first == f"event: {data['type']}"
        found.append(data)
    return found


@given(REQUESTS)
@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
def test_the_sdks_types_know_every_answer_and_event(
    http: httpx2.Client, sandbox: Sandbox, body: Any
) -> None:
    """Strictly validated, no field is missing, of another type, or unknown; numbers go up."""
    sandbox.clear()
    plain = http.post(f"{sandbox.openai_url}/responses", json=body, headers=KEY)
    assert plain.status_code == 200, plain.text
    response = Response.model_validate(plain.json(), strict=True)
    assert unknown(response) == []
    sandbox.clear()
    events = received(http, sandbox, {**body, "stream": True})
    assert [event["sequence_number"] for event in events] == list(range(len(events)))
    for event in events:
        assert unknown(EVENT.validate_python(event, strict=True)) == []
    output = events[-1]["response"]["output"]
    assert [strip(item) for item in output] == [strip(item) for item in plain.json()["output"]]
    assert events[-1]["response"]["usage"] == plain.json()["usage"]
    check_order(events)


def test_a_field_that_the_types_do_not_have_is_found(http: httpx2.Client, sandbox: Sandbox) -> None:
    """The search for unknown fields can fail, at the top and deep inside."""
    body = {"model": MODEL, "input": "Hello!"}
    found = http.post(f"{sandbox.openai_url}/responses", json=body, headers=KEY).json()
    found["tea"] = 1
    found["output"][0]["content"][0]["tea"] = 1
    found["usage"]["tea"] = 1
    assert len(unknown(Response.model_validate(found))) == 3


def strip(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in {"id", "call_id"}}


def check_order(events: list[dict[str, Any]]) -> None:
    """See that items begin, come in pieces, and end, one after another, and add up."""
    kinds = [event["type"] for event in events]
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds[-1] in {"response.completed", "response.incomplete"}
    final = events[-1]["response"]
    assert kinds[-1] == f"response.{final['status']}"
    rest = events[2:-1]
    for index, item in enumerate(final["output"]):
        own = [event for event in rest if event["output_index"] == index]
        assert rest[: len(own)] == own
        rest = rest[len(own) :]
        names = [event["type"].removeprefix("response.") for event in own]
        assert (names[0], names[-1]) == ("output_item.added", "output_item.done")
        assert own[-1]["item"] == item
        assert own[0]["item"]["status"] == "in_progress"
        deltas = "".join(event["delta"] for event in own if "delta" in event)
        if item["type"] == "message":
            assert names[1] == "content_part.added"
            assert names[-3:-1] == ["output_text.done", "content_part.done"]
            assert set(names[2:-3]) <= {"output_text.delta"}
            assert deltas == item["content"][0]["text"] == own[-3]["text"]
        else:
            assert names[-2] == "function_call_arguments.done"
            assert set(names[1:-2]) <= {"function_call_arguments.delta"}
            assert deltas == item["arguments"] == own[-2]["arguments"]
    assert rest == []


@pytest.mark.parametrize(
    ("fault", "last"),
    [("cut=4", "response.output_text.delta"), ("cut=3; clean", "response.output_item.added")],
)
def test_a_cut_stream_ends_where_it_is_cut(
    http: httpx2.Client, sandbox: Sandbox, fault: str, last: str
) -> None:
    """Faults of streams count these events too."""
    body = {"model": MODEL, "input": "Hello!", "stream": True}
    got = []
    try:
        with http.stream(
            "POST",
            f"{sandbox.openai_url}/responses",
            json=body,
            headers={**KEY, "X-Sandbox-Fault": fault},
        ) as answer:
            got = [line for line in answer.iter_lines() if line.startswith("event: ")]
    except httpx2.RemoteProtocolError:
        assert "clean" not in fault
        return
    assert got[-1] == f"event: {last}"


def test_an_error_in_mid_stream_is_an_event(http: httpx2.Client, sandbox: Sandbox) -> None:
    """``error=3`` ends the stream by the SDK's error event, with its number."""
    sandbox.faults.add("error=3")
    events = received(http, sandbox, {"model": MODEL, "input": "Hello!", "stream": True})
    assert [event["type"] for event in events][3:] == ["error"]
    assert unknown(EVENT.validate_python(events[3], strict=True)) == []
    assert events[3]["sequence_number"] == 3
