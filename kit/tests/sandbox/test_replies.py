"""What the sandbox says: words, tool calls and JSON."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from openai import OpenAI

VOICE = "You are a voice agent. Acknowledge the caller before you use a tool."


def ask(client: OpenAI, question: Any, **request: Any) -> Any:
    messages = (
        [{"role": "user", "content": question}] if isinstance(question, str) else list(question)
    )
    model = "electron" if "/waves/" in str(client.base_url) else "gpt-4o"
    return client.chat.completions.create(model=model, messages=messages, **request).choices[0]


def calls(choice: Any) -> list[tuple[str, dict[str, Any]]]:
    return [
        (call.function.name, json.loads(call.function.arguments))
        for call in choice.message.tool_calls or ()
    ]


def tool(name: str, description: str, /, **properties: Any) -> dict[str, Any]:
    shape = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "type": "function",
        "function": {"name": name, "description": description, "parameters": shape},
    }


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Reply with exactly: pong", "pong"),
        ("Say hello world", "hello world"),
        ("Count to 5", "1, 2, 3, 4, 5"),
        ("What is 17 * 23?", "17 * 23 = 391"),
    ],
)
def test_literal_requests_are_followed(electron: OpenAI, question: str, answer: str) -> None:
    """What needs no model is simply done."""
    assert ask(electron, question).message.content == answer


def test_parallel_tool_calls_is_obeyed_by_openai_only(electron: OpenAI, openai: OpenAI) -> None:
    """Electron accepts the field without a promise, and its stand-in shows what that means."""
    question = "What is the weather in Pune and in Delhi?"
    tools = [tool("get_weather", "Get the weather in a city.", city={"type": "string"})]
    for client, expected in ((openai, 1), (electron, 2)):
        choice = ask(client, question, tools=tools, parallel_tool_calls=False)
        assert len(calls(choice)) == expected
        assert len(calls(ask(client, question, tools=tools))) == 2


def test_the_history_is_read(electron: OpenAI) -> None:
    """A name told in an earlier turn is in the later answer."""
    history = [
        {"role": "user", "content": "My name is Asha and I live in Pune."},
        {"role": "assistant", "content": "Hello Asha."},
        {"role": "user", "content": "What is my name?"},
    ]
    assert "Asha" in ask(electron, history).message.content


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What's the weather in Pune?", [("get_weather", {"city": "Pune"})]),
        (
            "Weather in Pune and in Delhi?",
            [("get_weather", {"city": "Pune"}), ("get_weather", {"city": "Delhi"})],
        ),
        (
            "What's the weather in Pune, Delhi and Mumbai in celsius?",
            [
                ("get_weather", {"city": city, "unit": "celsius"})
                for city in ("Pune", "Delhi", "Mumbai")
            ],
        ),
        (
            "What's the weather in Pune and what time is it in Delhi?",
            [("get_weather", {"city": "Pune"}), ("get_time", {"city": "Delhi"})],
        ),
        (
            "What's the weather in San Francisco, CA?",
            [
                ("get_weather", {"city": "San Francisco, CA"}),
            ],
        ),
        ("What's the weather in Pune? Use the tool.", [("get_weather", {"city": "Pune"})]),
        ("पुणे में मौसम कैसा है?", [("get_weather", {"city": "पुणे"})]),
        ("Hello!", []),
    ],
)
def test_tools_are_chosen_and_filled_from_the_message(
    electron: OpenAI, tools: Any, question: str, expected: Any
) -> None:
    """The tools that a message asks for are called, with values that stand in it."""
    choice = ask(electron, question, tools=tools)
    assert calls(choice) == expected
    assert choice.finish_reason == ("tool_calls" if expected else "stop")


def test_the_tool_that_fits_is_found_among_many(electron: OpenAI) -> None:
    """Among sixty-four tools the one whose name and description fit is called."""
    many = [tool(f"handle_{n}", f"Handle case {n}", value={"type": "string"}) for n in range(63)]
    many.insert(
        40,
        tool(
            "book_table",
            "Book a table at a restaurant",
            restaurant={"type": "string"},
            guests={"type": "integer"},
        ),
    )
    choice = ask(electron, "Please book a table for four at Bukhara.", tools=many)
    assert calls(choice) == [("book_table", {"restaurant": "Bukhara", "guests": 4})]


def test_choice_none_required_and_named(electron: OpenAI, tools: Any) -> None:
    """``none`` forbids, ``required`` forces any and a name forces that tool."""
    asked = "What's the weather in Pune?"
    assert calls(ask(electron, asked, tools=tools, tool_choice="none")) == []
    assert len(calls(ask(electron, "Hello!", tools=tools, tool_choice="required"))) == 1
    named = {"type": "function", "function": {"name": "get_time"}}
    assert calls(ask(electron, asked, tools=tools, tool_choice=named)) == [
        ("get_time", {"city": "Pune"})
    ]


def test_filler_is_driven_by_the_prompt(electron: OpenAI, openai: OpenAI, tools: Any) -> None:
    """Electron's filler comes with a voice agent's prompt only; OpenAI's content is null."""
    plain = "What's the weather in Pune?"
    voiced = [{"role": "system", "content": VOICE}, {"role": "user", "content": plain}]
    assert ask(electron, plain, tools=tools).message.content is None
    assert ask(electron, voiced, tools=tools).message.content
    assert ask(openai, voiced, tools=tools).message.content is None


def test_streamed_filler_comes_before_the_tool_deltas(electron: OpenAI, tools: Any) -> None:
    """Filler first, then a call's name with empty arguments, then fragments, then the reason."""
    stream = electron.chat.completions.create(
        model="electron",
        messages=[
            {"role": "system", "content": VOICE},
            {"role": "user", "content": "Weather in Pune and in Delhi?"},
        ],
        tools=tools,
        stream=True,
    )
    kinds = []
    arguments = {0: "", 1: ""}
    for chunk in stream:
        delta = chunk.choices[0].delta
        if delta.content:
            kinds.append("text")
        for call in delta.tool_calls or ():
            if call.id:
                assert call.function.name == "get_weather"
                assert call.function.arguments == ""
                assert call.type == "function"
            arguments[call.index] += call.function.arguments
            kinds.append("call")
        last = chunk.choices[0].finish_reason
    assert kinds == sorted(kinds, reverse=True)
    assert [json.loads(text)["city"] for text in arguments.values()] == ["Pune", "Delhi"]
    assert last == "tool_calls"


def test_chained_calls_and_the_results_in_the_answer(electron: OpenAI) -> None:
    """The second tool is called with the first one's result, then both results are quoted."""
    tools = [
        tool("find_customer", "Find a customer by name", name={"type": "string"}),
        tool("list_orders", "List the orders of a customer", customer_id={"type": "string"}),
    ]
    messages: list[Any] = [
        {"role": "user", "content": "Find the customer Asha Rao, then list her orders."}
    ]
    seen = []
    for result in ('{"customer_id": "C-17"}', "A-1, A-2"):
        choice = ask(electron, messages, tools=tools)
        seen += calls(choice)
        messages.append(choice.message)
        call_id = choice.message.tool_calls[0].id
        messages.append({"role": "tool", "tool_call_id": call_id, "content": result})
    final = ask(electron, messages, tools=tools)
    assert seen == [
        ("find_customer", {"name": "Asha Rao"}),
        ("list_orders", {"customer_id": "C-17"}),
    ]
    assert '{"customer_id": "C-17"}' in final.message.content
    assert "A-1, A-2" in final.message.content


@pytest.mark.parametrize(
    ("system", "question", "expected"),
    [
        (
            "",
            'Extract JSON with keys name, age, city: "Asha is 31 and lives in Pune."',
            {"name": "Asha", "age": 31, "city": "Pune"},
        ),
        (
            "Answer in JSON with the keys `title`, `priority` and `due_in_days`.",
            "Printer on fire, urgent, fix within 2 days.",
            {
                "title": "Printer on fire, urgent, fix within 2 days",
                "priority": "urgent",
                "due_in_days": 2,
            },
        ),
        (
            'Answer as JSON like {"name": "Max", "age": 20, "active": true}.',
            "Meera Iyer, 42 years old, is active.",
            {"name": "Meera Iyer", "age": 42, "active": True},
        ),
    ],
)
def test_json_mode_fills_what_the_prompt_asks_for(
    electron: OpenAI, system: str, question: str, expected: dict[str, Any]
) -> None:
    """Keys come from the prompt and values from the message."""
    messages = [{"role": "system", "content": system}] if system else []
    choice = ask(
        electron,
        [*messages, {"role": "user", "content": question}],
        response_format={"type": "json_object"},
    )
    assert json.loads(choice.message.content) == expected


def test_json_is_repaired_from_a_validation_error(electron: OpenAI) -> None:
    """Told pydantic's message, the sandbox corrects the field that it names."""
    messages: list[Any] = [
        {"role": "user", "content": "JSON with keys title, priority: Printer on fire, urgent."}
    ]
    first = ask(electron, messages, response_format={"type": "json_object"})
    assert json.loads(first.message.content)["priority"] == "urgent"
    messages += [
        first.message,
        {
            "role": "user",
            "content": "1 validation error for Ticket\npriority\n  Input should be 'low' or "
            "'high' [type=literal_error, input_value='urgent', input_type=str]",
        },
    ]
    second = ask(electron, messages, response_format={"type": "json_object"})
    assert json.loads(second.message.content)["priority"] in {"low", "high"}


PROGRAM = """
import json, sys
from electron_kit.sandbox.app import SandboxApp
from electron_kit.sandbox.chat import Settings
from electron_kit.sandbox.request_heads import Request
app = SandboxApp(Settings(repeatable=True))
headers = {"authorization": "Bearer sk_sandbox", "content-type": "application/json"}
for body in json.load(sys.stdin):
    request = Request("POST", "/waves/v1/chat/completions", headers, json.dumps(body).encode())
    answer = app.handle(request)
    print(answer.status, answer.headers, answer.body)
"""


def test_another_process_gives_the_same_bytes(tools: Any) -> None:
    """Replies, ids and choices of tools do not depend on a process's hash seed."""
    near = [
        tool(f"{verb}_{noun}", f"{verb} the {noun} of an order", order={"type": "string"})
        for verb in ("update", "cancel", "track")
        for noun in ("status", "delivery", "payment")
    ]
    questions = [
        "Track the delivery and cancel the payment of order C-17, then update the status.",
        "What's the weather in Pune and what time is it in Delhi?",
        "Tell me something about your status and delivery and payment.",
        "JSON with keys name, age: Asha is 31.",
    ]
    bodies = [
        {
            "model": "electron",
            "messages": [{"role": "user", "content": question}],
            "tools": [*near, *tools],
            "stream": stream,
        }
        for question in questions
        for stream in (False, True)
    ]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=json.dumps(bodies),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count("200") >= len(bodies)
