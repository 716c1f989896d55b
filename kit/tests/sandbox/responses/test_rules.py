"""What the Responses API refuses, and in which words."""

from datetime import date
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from electron_kit.sandbox import Sandbox

from .test_responses import MODEL, WEATHER

KEY = {"Authorization": "Bearer sk-sandbox"}
CALL = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c1", "output": "1"}
NESTED = {"type": "function", "function": {"name": "f", "parameters": {}}}

REFUSED: list[tuple[dict[str, Any], int, str | None, str]] = [
    ({"model": ...}, 400, "model", "Missing required parameter: 'model'"),
    ({"model": "no-such"}, 400, "model", "does not exist"),
    ({"model": "gpt-3.5-turbo"}, 400, "model", "does not exist"),
    ({"model": "gpt-3.5-turbo-instruct"}, 400, "model", "does not exist"),
    ({"model": "electron"}, 400, "model", "does not exist"),
    ({"input": ...}, 400, "input", "Missing required parameter: 'input'"),
    ({"input": 7}, 400, "input", "expected one of a string or array"),
    ({"input": ["Hi"]}, 400, "input[0]", "expected an input item"),
    ({"input": [{}]}, 400, "input[0].type", "Missing required parameter"),
    ({"input": [{"type": "tea"}]}, 400, "input[0].type", "Supported values are"),
    ({"input": [{"role": "robot", "content": "Hi"}]}, 400, "input[0].role", "'robot'"),
    ({"input": [{"role": "user"}]}, 400, "input[0].content", "Missing"),
    (
        {"input": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}]},
        400,
        "input[0].content[0].type",
        "'input_text'",
    ),
    ({"input": [{"role": "tool", "content": "Hi"}]}, 400, "input[0].role", "'tool'"),
    ({"input": [{**CALL, "arguments": {}}, OUTPUT]}, 400, "input[0].arguments", "Missing"),
    ({"input": [CALL]}, 400, "input", "No tool output found for function call c1."),
    ({"input": [OUTPUT]}, 400, "input", "No tool call found for function call output"),
    ({"messages": []}, 400, "messages", "moved to 'input'"),
    ({"max_tokens": 50}, 400, "max_tokens", "moved to 'max_output_tokens'"),
    ({"response_format": {}}, 400, "response_format", "moved to 'text.format'"),
    ({"stop": "x"}, 400, "stop", "Unknown parameter: 'stop'"),
    ({"n": 2}, 400, "n", "Unknown parameter: 'n'"),
    ({"max_output_tokens": 15}, 400, "max_output_tokens", ">= 16"),
    ({"temperature": 3}, 400, "temperature", "<= 2"),
    ({"stream": "yes"}, 400, "stream", "expected a boolean"),
    ({"text": {"format": {"type": "xml"}}}, 400, "text.format.type", "'json_schema'"),
    ({"text": {"format": {"type": "json_schema", "name": "x"}}}, 400, "text.format.schema", "Miss"),
    ({"tools": [NESTED]}, 400, "tools[0].name", "Missing required parameter: 'tools[0].name'"),
    ({"tools": [{"type": "web_search"}]}, 400, "tools", "Hosted tool 'web_search' is not supp"),
    ({"tools": [{"type": "file_search", "vector_store_ids": []}]}, 400, "tools", "'file_search'"),
    ({"tools": [{"type": "code_interpreter"}]}, 400, "tools", f"not supported with {MODEL}"),
    ({"tools": [{"type": "mcp", "server_label": "x"}]}, 400, "tools", "Hosted tool 'mcp'"),
    ({"tool_choice": "required"}, 400, "tool_choice", "'tools'"),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "function": {"name": "f"}}},
        400,
        "tool_choice.name",
        "Missing",
    ),
    (
        {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "other"}},
        400,
        "tool_choice",
        "not found in 'tools'",
    ),
    ({"model": "gpt-4o", "reasoning": {"effort": "low"}}, 400, "reasoning.effort", "not supported"),
    ({"reasoning": {"effort": "much"}}, 400, "reasoning.effort", "'much'"),
    ({"model": "gpt-5", "temperature": 0.2}, 400, "temperature", "temperature"),
    ({"previous_response_id": "resp_1"}, 400, "previous_response_id", "'resp_1' not found"),
    ({"input": [{"type": "item_reference", "id": "msg_1"}]}, 404, "input", "not persisted"),
    ({"conversation": "conv_1"}, 404, "conversation", "'conv_1' not found"),
    ({"prompt": {"id": "pmpt_1"}}, 404, "prompt", "'pmpt_1' not found"),
    ({"background": True}, 400, "background", "background"),
]
ACCEPTED: list[dict[str, Any]] = [
    {"model": "gpt-5-pro"},
    {"model": "gpt-6.2-sol", "reasoning": {"effort": "low"}, "tools": [WEATHER]},
    {"model": "gpt-6-sol", "reasoning": {"effort": "max"}},
    {"model": "gpt-4o", "temperature": 0.2, "top_p": 0.5},
    {"reasoning": {"effort": "none", "summary": "auto"}, "temperature": 0.2},
    {"tools": [], "tool_choice": "auto"},
    {"tools": None, "text": None, "metadata": None, "instructions": None, "stream": None},
    {"include": ["reasoning.encrypted_content"], "service_tier": "auto"},
    {"prompt_cache_key": "k", "safety_identifier": "s", "user": "u", "max_tool_calls": 3},
    {"stream_options": {"include_obfuscation": False}, "stream": True},
]


def send(http: httpx2.Client, sandbox: Sandbox, **changes: Any) -> httpx2.Response:
    body = {"model": MODEL, "input": "Hello", **changes}
    body = {name: value for name, value in body.items() if value is not ...}
    return http.post(f"{sandbox.openai_url}/responses", json=body, headers=KEY)


@pytest.mark.parametrize(
    ("changes", "status", "param", "words"), REFUSED, ids=lambda it: str(it)[:40]
)
def test_a_refusal_names_its_parameter(
    http: httpx2.Client,
    sandbox: Sandbox,
    changes: dict[str, Any],
    status: int,
    param: str | None,
    words: str,
) -> None:
    """Each is answered with its status, the parameter, and the words that OpenAI uses."""
    answer = send(http, sandbox, **changes)
    error = answer.json()["error"]
    assert (answer.status_code, error["param"]) == (status, param), error
    assert words in error["message"]
    assert error["type"] == "invalid_request_error"


@pytest.mark.parametrize("changes", ACCEPTED, ids=lambda it: str(it)[:40])
def test_what_openai_takes_is_taken(
    http: httpx2.Client, sandbox: Sandbox, changes: dict[str, Any]
) -> None:
    """Models of Responses alone, efforts, nulls and fields without an effect here are served."""
    answer = send(http, sandbox, **changes)
    assert answer.status_code == 200, answer.text


def test_a_model_ends_on_its_day(http: httpx2.Client) -> None:
    """The day that the sandbox stands on decides, not the machine's clock."""
    for day, status in ((date(2027, 1, 13), 200), (date(2027, 1, 14), 400)):
        with Sandbox(as_of=day) as sandbox:
            assert send(http, sandbox, model="gpt-4o-mini").status_code == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/responses", 405),
        ("GET", "/responses/resp_1", 404),
        ("POST", "/responses/resp_1", 405),
        ("POST", "/responses/resp_1/cancel", 404),
        ("GET", "/responses/resp_1/input_items", 404),
        ("DELETE", "/responses/resp_1", 404),
        ("GET", "/responses/", 405),
    ],
)
def test_other_operations(
    http: httpx2.Client, sandbox: Sandbox, method: str, path: str, status: int
) -> None:
    """What is not there is 404, what is not allowed 405, each in an envelope."""
    answer = http.request(method, f"{sandbox.openai_url}{path}", headers=KEY)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 40) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("type role content id call_id name output arguments text".split()),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)
NAMES = st.sampled_from(
    "input instructions tools tool_choice text reasoning max_output_tokens temperature include "
    "previous_response_id conversation prompt metadata store stream top_logprobs".split()
)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from("message function_call function_call_output reasoning".split())},
        optional={
            "role": st.sampled_from(["user", "assistant"]),
            "content": JSON,
            "call_id": st.sampled_from(["a", "b"]) | JSON,
            "name": st.text(max_size=3) | JSON,
            "arguments": st.text(max_size=3) | JSON,
            "output": st.text(max_size=3) | JSON,
        },
    ),
    max_size=4,
)


@given(st.dictionaries(NAMES, JSON, max_size=3), ITEMS | JSON)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_that_is_sent_breaks_it(
    http: httpx2.Client, sandbox: Sandbox, changes: dict[str, Any], items: Any
) -> None:
    """Whatever stands in a request, it is served or refused, never a failure."""
    answer = send(http, sandbox, **{"input": items, **changes})
    assert answer.status_code in {200, 400, 404}, answer.text
