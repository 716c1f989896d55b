"""No schema, pattern or text makes the sandbox work without end, and no agent call for ever."""

import json
from typing import Any

import pytest
from openai import OpenAI

from electron_kit.sandbox.literals import Literals
from electron_kit.sandbox.pattern import example, matches
from electron_kit.sandbox.schema_check import Budget, TooMuch, satisfies
from electron_kit.sandbox.schema_fill import Unsatisfiable, fill


def doubling(key: str, last: Any) -> dict[str, Any]:
    """Return a schema of thirty levels, each of which names the next one twice."""
    levels = {f"d{level}": {key: [{"$ref": f"#/$defs/d{level + 1}"}] * 2} for level in range(30)}
    return {"$defs": {**levels, "d30": last}, "$ref": "#/$defs/d0"}


def nested(depth: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}, "required": ["a"]}
    return schema


SCHEMAS = {
    "items": {"type": "array", "minItems": 10**9},
    "unique items": {"type": "array", "minItems": 4_000, "uniqueItems": True},
    "long items": {"type": "array", "minItems": 4_000, "items": {"minLength": 99_999}},
    "length": {"type": "string", "minLength": 10**12},
    "properties": {"type": "object", "minProperties": 10**9},
    "many properties": {
        "properties": {f"p{number}": {"type": "string"} for number in range(5_000)},
        "required": [f"p{number}" for number in range(5_000)],
    },
    "enum": {"enum": [f"value {number}" for number in range(20_000)]},
    "endless": {"properties": {"a": {"$ref": "#"}, "b": {"$ref": "#"}}, "required": ["a", "b"]},
    "itself": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
    "one of": doubling("oneOf", {"type": "integer"}),
    "any of": doubling("anyOf", False),
    "all of": doubling("allOf", {"type": "string"}),
    "deep": nested(900),
    "pattern": {"type": "string", "pattern": "^(a{1000}){1000}$"},
    "repeated pattern": {"type": "string", "pattern": "^(a+)+$", "minLength": 50},
    "many repeats": {"type": "string", "pattern": ".*.*.*.*.*.*x$", "minLength": 9_000},
    "keys": {"patternProperties": {"^(a|aa)+$": {}}, "minProperties": 1_000},
}
LARGE = {"many properties", "enum", "one of", "any of", "all of", "deep"}
SMALL = [schema for name, schema in SCHEMAS.items() if name not in LARGE]
TEXTS = ["Hi", "Book Pune, Delhi and Mumbai on 3 May 2026; " * 60]


@pytest.mark.parametrize("text", TEXTS, ids=["short", "long"])
@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_value_is_bounded(schema: Any, text: str) -> None:
    """Each schema is filled or given up, and what is made is no larger than a megabyte or two."""
    budget = Budget()
    try:
        made = fill(schema, Literals(text), budget)
    except Unsatisfiable:
        return
    assert len(json.dumps(made)) < 4_000_000
    assert budget.left > -100_000


def test_effort_is_counted_and_ends() -> None:
    """A check that takes more steps than it is given says so instead of going on."""
    schema = doubling("anyOf", False)
    with pytest.raises(TooMuch):
        satisfies("x", schema, schema)
    assert satisfies("x", {"type": "string"}, {}, 0, Budget(1))
    with pytest.raises(TooMuch):
        satisfies(["x"] * 9, {"items": {"type": "string"}}, {}, 0, Budget(5))


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", ".*.*.*.*.*.*.*x", "(.*)(.*)(.*)(.*)x", "a" * 5_000]
)
def test_a_search_is_bounded(pattern: str) -> None:
    """A search that could take for ever is not made, and then nothing is said against a text."""
    assert matches(pattern, "a" * 10_000)


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (r"^[\w.]+@[\w.]+\.[a-z]+$", "asha@example.com", "asha at example"),
        (r"^\d{4}-\d{2}$", "2026-11", "November"),
        (r"^[A-Z]{2,5}$", "INR", "rupees"),
        (r"[a-z]+\d*", "abc12", "123"),
    ],
)
def test_plain_patterns_are_still_checked(pattern: str, good: str, bad: str) -> None:
    """What people write is searched for as before."""
    assert matches(pattern, good)
    assert not matches(pattern, bad)
    assert example(pattern) is not None


def test_a_small_request_cannot_stop_the_others(openai: OpenAI) -> None:
    """Tools with all of the small ones of these schemas, each asked for, are answered."""
    tools: Any = [
        {
            "type": "function",
            "function": {
                "name": f"book_{number}",
                "description": "Book a room",
                "parameters": {"type": "object", "properties": {"a": schema}, "required": ["a"]},
            },
        }
        for number, schema in enumerate(SMALL * 3)
    ]
    question = ", then ".join(f"book_{number} and book_{number + 1}" for number in range(8))
    answer = openai.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": question}], tools=tools
    )
    assert answer.choices[0].message.tool_calls


def weather(name: str, **properties: Any) -> Any:
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    says = "Get the current weather for a city" if "weather" in name else "The final response"
    return {
        "type": "function",
        "function": {"name": name, "description": says, "parameters": schema},
    }


@pytest.mark.parametrize("last", ["final_result", "submit_answer", "respond", "output"])
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_an_agent_that_must_call_something_gets_to_its_end(
    electron: OpenAI, last: str, first: bool
) -> None:
    """Under ``required`` a tool is called once, and then the one that takes the answer."""
    tools = [
        weather("get_weather", city={"type": "string"}),
        weather(last, answer={"type": "string"}),
    ]
    tools = tools if first else tools[::-1]
    messages: list[Any] = [{"role": "user", "content": "What is the weather in मुंबई?"}]
    called = []
    while last not in called:
        assert len(called) < 5, called
        message = (
            electron.chat.completions.create(
                model="electron", messages=messages, tools=tools, tool_choice="required"
            )
            .choices[0]
            .message
        )
        (call,) = message.tool_calls
        called.append(call.function.name)
        messages += [
            message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": call.id, "content": "31 degrees"},
        ]
    assert called == ["get_weather", last]
    assert "31 degrees" in json.loads(call.function.arguments)["answer"]


def test_one_tool_alone_is_called_as_the_request_demands(electron: OpenAI) -> None:
    """Where there is no other tool, ``required`` is obeyed all the same."""
    messages: list[Any] = [{"role": "user", "content": "What is the weather in Pune?"}]
    for _ in range(2):
        message = (
            electron.chat.completions.create(
                model="electron",
                messages=messages,
                tools=[weather("get_weather", city={"type": "string"})],
                tool_choice="required",
            )
            .choices[0]
            .message
        )
        assert [call.function.name for call in message.tool_calls] == ["get_weather"]
        messages += [
            message.model_dump(exclude_none=True),
            {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "31"},
        ]
