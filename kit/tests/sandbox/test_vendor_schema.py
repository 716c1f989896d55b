"""What the vendor's own schema allows, the sandbox accepts, or the contract says why not."""

import json
import os
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings

from electron_kit.contract import RECORDS, Fate
from electron_kit.sandbox import Sandbox
from electron_kit.sandbox.electron_rules import violations

from .vendor import REQUESTS

KEY = {"Authorization": "Bearer sk_sandbox", "Content-Type": "application/json"}
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
EXAMPLES = int(os.environ.get("ELECTRON_KIT_FUZZ", "800")) // 10
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def send(http: httpx2.Client, sandbox: Sandbox, body: Any) -> httpx2.Response:
    url = f"{sandbox.electron_url}/chat/completions"
    return http.post(url, content=json.dumps(body), headers=KEY)


@given(REQUESTS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=QUIET)
def test_a_refusal_of_what_the_schema_allows_is_in_the_contract(
    http: httpx2.Client, sandbox: Sandbox, body: Any
) -> None:
    """Each request that the schema allows is answered, or a record with a reason refuses it."""
    answer = send(http, sandbox, body)
    if answer.status_code == 200:
        assert violations(body) == []
        return
    assert answer.status_code == 400, answer.text
    details = answer.json()["error"]["details"]
    assert all(isinstance(step, str) for detail in details for step in detail["path"])
    for violation in violations(body):
        assert violation.record in RECORDS, violation
        assert violation.record.electron.fate in {Fate.REJECTED, Fate.DEVIATES}
        assert violation.record.electron.note
    assert violations(body) or "context" in details[0]["message"]


@pytest.mark.parametrize("role", ["system", "user", "assistant"])
def test_content_may_be_left_out(http: httpx2.Client, sandbox: Sandbox, role: str) -> None:
    """A message of any role that speaks needs no ``content`` key."""
    body = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}, {"role": role}]}
    assert send(http, sandbox, body).status_code == 200


def test_a_tool_round_without_content_keys_is_answered(
    http: httpx2.Client, sandbox: Sandbox
) -> None:
    """A history as ``model_dump(exclude_none=True)`` writes it is answered with the result."""
    spoken = [
        {"role": "user", "content": "Call f"},
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "c1", "content": "42"},
    ]
    answer = send(http, sandbox, {"model": "electron", "messages": spoken})
    assert "42" in answer.json()["choices"][0]["message"]["content"]


def test_a_path_is_strings_also_where_it_is_an_index(http: httpx2.Client, sandbox: Sandbox) -> None:
    """``details[].path`` has strings alone, as the schema says."""
    body = {"model": "electron", "messages": [{"role": "user", "content": None}]}
    details = send(http, sandbox, body).json()["error"]["details"]
    assert [detail["path"] for detail in details] == [["messages", "0", "content"]]
