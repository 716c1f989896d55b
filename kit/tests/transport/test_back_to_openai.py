"""The way back by family: what was written for Electron, at every kind of OpenAI model.

The judge is the sandbox, which refuses by family: a request that the kit sends there is
answered, or the kit has said before why it cannot be carried.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai import APIStatusError, OpenAI

from electron_kit import ELECTRON, OPENAI, Account, Policy, client
from electron_kit.sandbox import Sandbox
from electron_kit.transport.rewrite import rewrite

from ..sandbox.openai_cells import ALL, CELLS, OK, UNKNOWN, A, C, D, E, F, G, H

LONG_AGO = "2024-09-01"
NO_SUCH_ANSWER = {"stop", "logprobs", "top_logprobs", "n", "web_search_options", "tools"}
"""Without them the answer would be another one: a refusal is an obstacle."""


@pytest.fixture(scope="module")
def back() -> Iterator[OpenAI]:
    """Return a client of OpenAI's side on a day on which no model had ended."""
    with Sandbox(as_of=LONG_AGO) as sandbox:
        yield OpenAI(base_url=sandbox.openai_url, api_key="sk-sandbox", max_retries=0)


def carried(model: str, extra: dict[str, Any]) -> Any:
    """Return a request for Electron as that model of OpenAI's gets it."""
    message = {"role": extra.get("role", "user"), "content": "Answer in json."}
    body = {"model": "electron", "messages": [message], **extra}
    body.pop("role", None)
    return rewrite(body, OPENAI, {"openai": model})


def refused(back: OpenAI, body: dict[str, Any]) -> str:
    """Return what the sandbox says to a body; empty if it answers."""
    rest = {name: body[name] for name in body if name not in {"model", "messages"}}
    try:
        back.chat.completions.create(
            model=body["model"], messages=body["messages"], extra_body=rest
        )
    except APIStatusError as error:
        return str(error)
    return ""


EVERY = [
    *((models, extra, expected) for models, extra, expected in CELLS),
    *((models, extra, OK) for models, extra in UNKNOWN),
]


@pytest.mark.parametrize(("models", "extra", "expected"), EVERY, ids=str)
def test_what_is_sent_back_is_answered_or_was_an_obstacle(models, extra, expected, back) -> None:
    """And what OpenAI takes as it is, or may take, is never one."""
    for model in models:
        fit = carried(model, extra)
        if expected is OK:
            assert fit.obstacles == (), (model, extra)
        if not fit.obstacles:
            assert refused(back, fit.body) == "", (model, extra, fit)
            for name in extra.keys() - {"role"}:
                if extra[name] is not None and fit.body.get(name) != extra[name]:
                    assert any(name in change for change in fit.changes), (model, name, fit)


@pytest.mark.parametrize(
    ("models", "extra", "obstacle"),
    [
        (H, {"tools": [{"type": "function", "function": {"name": "f"}}]}, "tools"),
        ((*D, *H, "o3"), {"stop": ["\n"]}, "stop"),
        ((*C, *D, *H), {"logprobs": True}, "logprobs"),
        (("gpt-5-search-api",), {"n": 2}, "n"),
        (A, {"response_format": {"type": "json_schema", "json_schema": {"name": "x"}}}, "schema"),
        (("gpt-5-pro", "gpt-7.1-codex"), {}, "Responses"),
        (("text-embedding-3-small",), {}, "no chat model"),
    ],
    ids=str,
)
def test_what_cannot_be_carried_is_an_obstacle(models, extra, obstacle) -> None:
    """It names the thing and the model."""
    for model in models:
        said = carried(model, extra).obstacles
        assert any(obstacle in each and model in each for each in said), (model, said)


def test_tools_take_effort_none_where_they_need_it() -> None:
    """Not where they do not, and also in place of an effort that would refuse them."""
    tools = [{"type": "function", "function": {"name": "f"}}]
    for model in G:
        fit = carried(model, {"tools": tools})
        assert fit.body["reasoning_effort"] == "none"
        assert any("reasoning_effort" in change for change in fit.changes)
    for model in (*D, *E, *F):
        assert "reasoning_effort" not in carried(model, {"tools": tools}).body
    fit = carried("gpt-5.4-mini", {"tools": tools, "reasoning_effort": "high"})
    assert fit.body["reasoning_effort"] == "none"


def test_the_default_takes_a_request_for_electron_nearly_as_it_is() -> None:
    """Its limit is renamed; tools, sampling and stop sequences stay."""
    extra = {
        "max_tokens": 50,
        "temperature": 0.2,
        "top_p": 0.9,
        "stop": ["\n"],
        "tools": [{"type": "function", "function": {"name": "f"}}],
        "response_format": {"type": "json_object"},
    }
    body = {"model": "electron", "messages": [{"role": "user", "content": "json"}], **extra}
    fit = rewrite(body, OPENAI)
    assert fit.body["model"] == "gpt-5.4-mini"
    assert fit.changes == (
        "model electron sent as gpt-5.4-mini",
        "max_tokens sent as max_completion_tokens",
    )


FIELDS = {
    "max_tokens": st.integers(1, 50),
    "max_completion_tokens": st.integers(1, 50),
    "temperature": st.floats(0, 2),
    "top_p": st.floats(0, 1),
    "presence_penalty": st.floats(-2, 2),
    "frequency_penalty": st.floats(-2, 2),
    "logit_bias": st.just({"1": 5}),
    "stop": st.sampled_from([["\n"], "END", []]),
    "seed": st.integers(0, 9),
    "logprobs": st.booleans(),
    "tools": st.just([{"type": "function", "function": {"name": "f"}}]),
    "parallel_tool_calls": st.booleans(),
    "reasoning_effort": st.sampled_from(["none", "minimal", "low", "high", "xhigh", "max", None]),
    "verbosity": st.sampled_from(["low", "medium", "high"]),
    "response_format": st.sampled_from([{"type": "text"}, {"type": "json_object"}]),
    "prediction": st.just({"type": "content", "content": "x"}),
}


@settings(max_examples=300)
@given(
    st.sampled_from([*ALL, "chat-latest", "gpt-5-search-api", "o1-mini"]),
    st.fixed_dictionaries({}, optional=FIELDS),
)
def test_any_request_is_answered_or_has_an_obstacle(back, model, extra) -> None:
    """Fields together do what each of them does alone."""
    fit = carried(model, extra)
    if not fit.obstacles:
        assert refused(back, fit.body) == "", (model, extra, fit)
    elif not NO_SUCH_ANSWER & set(extra):
        raise AssertionError((model, extra, fit.obstacles))


def test_the_users_model_is_asked_for(sandbox, monkeypatch) -> None:
    """`OPENAI_MODEL` says which; `Policy(models=…)` has the last word."""
    accounts = [
        Account(ELECTRON, sandbox.electron_url, "sk_sandbox"),
        Account(OPENAI, sandbox.openai_url, "sk-sandbox"),
    ]
    request: Any = {"model": "electron", "messages": [{"role": "user", "content": "Hi"}]}

    def asked(policy: Policy | None = None) -> str:
        sandbox.faults.add("status=503")
        with client(accounts, policy=policy) as both:
            return both.chat.completions.create(**request).model

    quick = {"backoff_first": 0.001}
    assert asked(Policy(**quick)) == "gpt-5.4-mini"
    monkeypatch.setenv("OPENAI_MODEL", "gpt-6-luna")
    assert asked(Policy(**quick)) == "gpt-6-luna"
    assert asked(Policy(models={"openai": "gpt-4o"}, **quick)) == "gpt-4o"
    monkeypatch.setenv("OPENAI_MODEL", "electron")  # an application that has moved
    assert asked(Policy(**quick)) == "gpt-5.4-mini"


def test_record_and_log_say_when_the_model_in_use_ends(sandbox, caplog) -> None:
    """As information, whatever day it is; of a model without an end they say nothing."""
    account = Account(OPENAI, sandbox.openai_url, "sk-sandbox")
    seen: list[Any] = []
    with caplog.at_level("INFO", "electron_kit"), client(account, on_call=seen.append) as sdk:
        for model in ("gpt-4o", "gpt-5.4-mini"):
            sdk.chat.completions.create(model=model, messages=[{"role": "user", "content": "Hi"}])
    assert [record.model_ends for record in seen] == ["2027-01-14", None]
    lines = [line.getMessage() for line in caplog.records]
    assert "gpt-4o ends on 2027-01-14" in lines[0]
    assert caplog.records[0].levelname == "INFO"
    assert "ends on" not in lines[1]
