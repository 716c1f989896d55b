"""The Responses API through the openai SDK: words, tools, schemas, and the state it keeps."""

from typing import Any

import httpx2
import openai as sdk
import pytest
from openai import OpenAI
from pydantic import BaseModel

from electron_kit.sandbox import Sandbox

MODEL = "gpt-5.4-mini"


def tool(name: str, says: str) -> dict[str, Any]:
    city = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    return {
        "type": "function",
        "name": name,
        "description": says,
        "parameters": city,
        "strict": True,
    }


WEATHER = tool("get_weather", "Get the current weather for a city")
TIME = tool("get_time", "Get the local time in a city")


class Person(BaseModel):
    name: str
    age: int


def test_text_in_text_out(openai: OpenAI, sandbox: Sandbox) -> None:
    """A text is answered with one message whose words are those of a chat answer."""
    response = openai.responses.create(model=MODEL, input="Hello!")
    chat = openai.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Hello!"}]
    )
    assert response.output_text == chat.choices[0].message.content
    assert [item.type for item in response.output] == ["message"]
    assert (response.status, response.error, response.incomplete_details) == (
        "completed",
        None,
        None,
    )
    assert response.usage.input_tokens == chat.usage.prompt_tokens
    assert response.usage.output_tokens == chat.usage.completion_tokens
    logged = sandbox.requests[0]
    assert (logged.path, logged.status, logged.answer) == (
        "/v1/responses",
        200,
        response.output_text,
    )


def test_instructions_speak_first_and_are_not_carried_over(openai: OpenAI) -> None:
    """``instructions`` count as a message of their own request and of no later one."""
    bare = openai.responses.create(model=MODEL, input="Hello!")
    told = openai.responses.create(model=MODEL, input="Hello!", instructions="Be brief and kind.")
    assert told.instructions == "Be brief and kind."
    assert told.usage.input_tokens > bare.usage.input_tokens
    later = openai.responses.create(model=MODEL, input="And?", previous_response_id=told.id)
    same = openai.responses.create(model=MODEL, input="And?", previous_response_id=bare.id)
    assert later.instructions is None
    assert later.usage.input_tokens == same.usage.input_tokens


@pytest.mark.parametrize(
    "items",
    [
        "My name is Asha.",
        [{"role": "user", "content": "My name is Asha."}],
        [{"type": "message", "role": "user", "content": "My name is Asha."}],
        [{"role": "user", "content": [{"type": "input_text", "text": "My name is Asha."}]}],
        [
            {"role": "developer", "content": "Be kind."},
            {"role": "user", "content": "My name is Asha."},
            {"role": "assistant", "content": [{"type": "output_text", "text": "Hello, Asha."}]},
        ],
        [
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"role": "user", "content": "My name is Asha."},
        ],
    ],
)
def test_a_conversation_goes_on_from_any_form_of_input(openai: OpenAI, items: Any) -> None:
    """Texts, messages and their parts are remembered under the response's id."""
    first = openai.responses.create(model=MODEL, input=items)
    then = openai.responses.create(
        model=MODEL, input="What is my name?", previous_response_id=first.id
    )
    assert "Asha" in then.output_text
    assert then.previous_response_id == first.id
    third = openai.responses.create(
        model=MODEL, input="What is my name?", previous_response_id=then.id
    )
    assert "Asha" in third.output_text


def test_a_tool_round_by_state_and_by_history(openai: OpenAI) -> None:
    """Two calls, their outputs, and an answer: with the server's state or with one's own."""
    question = "What is the weather in Pune and in Delhi?"
    first = openai.responses.create(model=MODEL, input=question, tools=[WEATHER, TIME])
    calls = [item for item in first.output if item.type == "function_call"]
    assert [(call.name, call.arguments) for call in calls] == [
        ("get_weather", '{"city": "Pune"}'),
        ("get_weather", '{"city": "Delhi"}'),
    ]
    assert len({call.call_id for call in calls}) == len({call.id for call in calls}) == 2
    assert first.output_text == ""
    outputs = [
        {"type": "function_call_output", "call_id": call.call_id, "output": f"{number} degrees"}
        for number, call in enumerate(calls, 31)
    ]
    by_state = openai.responses.create(
        model=MODEL, input=outputs, tools=[WEATHER, TIME], previous_response_id=first.id
    )
    own = [{"role": "user", "content": question}, *(item.to_dict() for item in first.output)]
    by_history = openai.responses.create(
        model=MODEL, input=[*own, *outputs], tools=[WEATHER, TIME], store=False
    )
    assert "31 degrees" in by_state.output_text
    assert "32 degrees" in by_state.output_text
    assert by_history.output_text == by_state.output_text


def test_an_output_may_be_parts(openai: OpenAI) -> None:
    """The output of a call is a text or a list of text parts."""
    call = {"type": "function_call", "call_id": "c", "name": "get_time", "arguments": "{}"}
    parts = [{"type": "input_text", "text": "noon"}]
    output = {"type": "function_call_output", "call_id": "c", "output": parts}
    response = openai.responses.create(
        model=MODEL, input=[{"role": "user", "content": "When?"}, call, output]
    )
    assert "noon" in response.output_text


@pytest.mark.parametrize(
    ("choice", "called"),
    [
        ("auto", []),
        ("none", []),
        ("required", ["get_weather"]),
        ({"type": "function", "name": "get_time"}, ["get_time"]),
        (
            {
                "type": "allowed_tools",
                "mode": "required",
                "tools": [{"type": "function", "name": "get_time"}],
            },
            ["get_time"],
        ),
    ],
)
def test_tool_choice(openai: OpenAI, choice: Any, called: list[str]) -> None:
    """Words, the flat form of a named function, and allowed tools choose as they say."""
    response = openai.responses.create(
        model=MODEL, input="Good morning", tools=[WEATHER, TIME], tool_choice=choice
    )
    assert [item.name for item in response.output if item.type == "function_call"] == called


def test_parse_returns_a_validated_object(openai: OpenAI) -> None:
    """``text.format`` with a schema is filled, plain and streamed."""
    said = "Asha is 31 years old."
    response = openai.responses.parse(model=MODEL, input=said, text_format=Person)
    assert response.output_parsed == Person(name="Asha", age=31)
    assert response.text.format.type == "json_schema"
    with openai.responses.stream(model=MODEL, input=said, text_format=Person) as stream:
        assert stream.get_final_response().output_parsed == Person(name="Asha", age=31)


def test_json_mode(openai: OpenAI) -> None:
    """``json_object`` answers JSON, and needs the word in the input."""
    form = {"format": {"type": "json_object"}}
    response = openai.responses.create(model=MODEL, input="JSON with key a: 1", text=form)
    assert response.output_text.startswith("{")
    with pytest.raises(sdk.BadRequestError, match="must contain the word 'json'"):
        openai.responses.create(model=MODEL, input="Hello", text=form)


def test_a_cut_answer_is_incomplete(openai: OpenAI) -> None:
    """``max_output_tokens`` cuts, and says so on the response and on its item."""
    response = openai.responses.create(
        model=MODEL, input="Count from 1 to 100.", max_output_tokens=16
    )
    assert response.status == "incomplete"
    assert response.incomplete_details.reason == "max_output_tokens"
    assert response.output[0].status == "incomplete"
    assert response.usage.output_tokens == 16


def test_what_is_stored_can_be_fetched_listed_named_and_deleted(openai: OpenAI) -> None:
    """Retrieve, input items, item references and delete work on what was stored."""
    first = openai.responses.create(model=MODEL, input="My name is Asha.")
    assert openai.responses.retrieve(first.id).output_text == first.output_text
    (item,) = openai.responses.input_items.list(first.id).data
    assert item.content[0].text == "My name is Asha."
    named = [
        {"type": "item_reference", "id": item.id},
        {"type": "item_reference", "id": first.output[0].id},
        {"role": "user", "content": "What is my name?"},
    ]
    assert "Asha" in openai.responses.create(model=MODEL, input=named).output_text
    openai.responses.delete(first.id)
    with pytest.raises(sdk.NotFoundError):
        openai.responses.retrieve(first.id)
    with pytest.raises(sdk.BadRequestError) as refused:
        openai.responses.create(model=MODEL, input="And?", previous_response_id=first.id)
    assert refused.value.code == "previous_response_not_found"
    assert refused.value.param == "previous_response_id"


def test_what_is_not_stored_is_not_found(openai: OpenAI) -> None:
    """With ``store=False`` neither the response nor its items can be named later."""
    kept = openai.responses.create(model=MODEL, input="Hello!", store=False)
    with pytest.raises(sdk.NotFoundError):
        openai.responses.retrieve(kept.id)
    with pytest.raises(sdk.NotFoundError, match="not persisted"):
        openai.responses.create(
            model=MODEL, input=[{"type": "item_reference", "id": kept.output[0].id}]
        )


def test_state_belongs_to_a_key(sandbox: Sandbox, openai: OpenAI) -> None:
    """Another account does not see what this one stored."""
    first = openai.responses.create(model=MODEL, input="Hello!")
    other = openai.with_options(api_key="sk-sandbox_2")
    with pytest.raises(sdk.NotFoundError):
        other.responses.retrieve(first.id)


def test_electron_has_none(electron: OpenAI) -> None:
    """On Electron's side the Responses API is 404, with what to do instead."""
    with pytest.raises(sdk.NotFoundError, match="history"):
        electron.responses.create(model="electron", input="Hello!")


def test_scripted_replies_and_faults_hold_here_too(openai: OpenAI, sandbox: Sandbox) -> None:
    """A script answers, a status refuses, and a doubled call has one id twice."""
    sandbox.replies.add("refund", "Five days.", times=1)
    assert openai.responses.create(model=MODEL, input="A refund?").output_text == "Five days."
    sandbox.faults.add("status=429; retry-after=2")
    with pytest.raises(sdk.RateLimitError):
        openai.responses.create(model=MODEL, input="Hello")
    sandbox.faults.add("call=doubled")
    response = openai.responses.create(model=MODEL, input="Weather in Pune?", tools=[WEATHER])
    assert len(response.output) == 2
    assert len({item.call_id for item in response.output}) == 1


def test_recordings_hold_chat_alone(tmp_path: Any, http: httpx2.Client) -> None:
    """A sandbox that replays says that it has no responses."""
    path = tmp_path / "none.jsonl"
    path.touch()
    with Sandbox(replay=path) as replaying:
        answer = http.post(
            f"{replaying.openai_url}/responses",
            json={"model": MODEL, "input": "Hi"},
            headers={"Authorization": "Bearer sk-sandbox"},
        )
    assert answer.status_code == 502
    assert "no responses" in answer.json()["error"]["message"]
