"""Values that satisfy a schema, as the jsonschema library judges them."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import example as case
from hypothesis import strategies as st
from openai import OpenAI
from pydantic import BaseModel, Field

from electron_kit.sandbox.literals import Literals
from electron_kit.sandbox.pattern import example
from electron_kit.sandbox.schema_check import satisfies
from electron_kit.sandbox.schema_fill import Unsatisfiable, fill

CHECKER = jsonschema.Draft202012Validator.FORMAT_CHECKER


def valid(value: Any, schema: Any) -> bool:
    validator = jsonschema.Draft202012Validator(schema, format_checker=CHECKER)
    return validator.is_valid(value)


FORMATS = ["date", "date-time", "time", "email", "uri", "uuid", "ipv4", "ipv6", "hostname"]
SCHEMAS = [
    {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
    {
        "type": "object",
        "properties": {
            "user": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "minLength": 3, "maxLength": 5},
                    "tags": {"type": "array", "items": {"type": "string"}, "minItems": 3},
                },
                "required": ["name", "tags"],
                "additionalProperties": False,
            }
        },
        "required": ["user"],
    },
    {"type": "integer", "minimum": 17, "maximum": 18},
    {"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.1},
    {"type": "number", "multipleOf": 0.25, "minimum": 0.3},
    {"type": "integer", "multipleOf": 7, "minimum": 8},
    {"enum": ["a", 2, None]},
    {"const": {"x": 1}},
    {"type": ["string", "null"]},
    {"type": ["null", "integer"], "minimum": 3},
    {"anyOf": [{"type": "integer", "minimum": 5}, {"type": "null"}]},
    {"oneOf": [{"type": "integer", "multipleOf": 3}, {"type": "integer", "multipleOf": 5}]},
    {"allOf": [{"type": "integer", "minimum": 3}, {"maximum": 4}]},
    {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "items": {"type": "integer"}, "minItems": 4, "uniqueItems": True},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    {"type": "array", "maxItems": 0},
    {"type": "array", "contains": {"const": 7}, "items": {"type": "integer"}},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 2},
    {"type": "object", "patternProperties": {"^x-\\d$": {"type": "string"}}, "minProperties": 2},
    {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
    {"type": "string", "pattern": "^(red|green)\\.[a-z]+$"},
    {"type": "string", "pattern": "^\\+?[1-9]\\d{7,14}$"},
    {"type": "string", "minLength": 300, "maxLength": 310},
    {
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "value": {"type": "integer"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                },
                "required": ["value", "children"],
            }
        },
        "$ref": "#/$defs/node",
    },
    {
        "type": "object",
        "properties": {
            "next": {"anyOf": [{"$ref": "#"}, {"type": "null"}]},
            "id": {"type": "integer"},
        },
        "required": ["next", "id"],
        "additionalProperties": False,
    },
    *({"type": "string", "format": form} for form in FORMATS),
    True,
    {},
]


@pytest.mark.parametrize("text", ["", "Asha Rao, 31, asha@example.org, in Pune since 2020-01-05."])
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: json.dumps(schema)[:60])
def test_a_schema_is_satisfied(schema: Any, text: str) -> None:
    """Whatever the prompt holds, the value satisfies the schema."""
    value = fill(schema, Literals(text))
    assert valid(value, schema), value


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_is_satisfied_beside_a_misleading_prompt(form: str) -> None:
    """A prompt that has something similar never spoils a format."""
    schema = {
        "type": "object",
        "properties": {"v": {"type": "string", "format": form}},
        "required": ["v"],
    }
    text = "v: nonsense, 2026-13-99, http://, a@b, 999.1.1.1, 12:99"
    assert valid(fill(schema, Literals(text)), schema)


@pytest.mark.parametrize(
    "schema", [False, {"enum": []}, {"type": "integer", "minimum": 5, "maximum": 4}, {"$ref": "#"}]
)
def test_what_cannot_be_satisfied_says_so(schema: Any) -> None:
    """An impossible schema is an error of its own and not a wrong value or a hang."""
    if schema == {"$ref": "#"}:
        assert valid(fill({}, Literals("")), {})
        return
    with pytest.raises(Unsatisfiable):
        fill(schema, Literals("5"))


def test_an_endless_schema_ends() -> None:
    """A schema that requires itself without end is refused, not followed."""
    schema = {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}
    with pytest.raises(Unsatisfiable):
        fill(schema, Literals(""))


BOUNDS = st.integers(-50, 50)
SCALARS = st.one_of(
    st.builds(
        lambda a, b: {"type": "integer", "minimum": min(a, b), "maximum": max(a, b)}, BOUNDS, BOUNDS
    ),
    st.builds(
        lambda a, b: {"type": "string", "minLength": min(a, b), "maxLength": max(a, b)},
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    st.lists(st.text(max_size=5) | BOUNDS, min_size=1, max_size=4).map(lambda v: {"enum": v}),
    st.sampled_from(FORMATS).map(lambda form: {"type": "string", "format": form}),
    st.just({"type": "boolean"}),
    st.just({"type": ["number", "null"]}),
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["name", "age", "city", "items", "x", "किताब"])
    return st.one_of(
        st.dictionaries(names, inner, max_size=3).flatmap(
            lambda p: (
                st.sets(st.sampled_from(sorted(p))).map(
                    lambda r: {
                        "type": "object",
                        "properties": p,
                        "required": sorted(r),
                        "additionalProperties": False,
                    }
                )
                if p
                else st.just({"type": "object"})
            )
        ),
        st.builds(
            lambda i, n: {"type": "array", "items": i, "minItems": n, "maxItems": n + 2},
            inner,
            st.integers(0, 3),
        ),
        inner.map(lambda i: {"anyOf": [i, {"type": "null"}]}),
    )


@given(st.recursive(SCALARS, nested, max_leaves=6), st.text(max_size=60))
@case(
    {
        "type": "object",
        "properties": {"name": {"type": "array", "items": {"type": "string", "format": "date"}}},
        "additionalProperties": False,
    },
    "0A",
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_generated_schemas_are_satisfied(schema: Any, text: str) -> None:
    """Any nesting of objects, arrays, bounds, enums and nulls is filled with a valid value."""
    value = fill(schema, Literals(text))
    assert valid(value, schema), value
    assert satisfies(value, schema, schema)


@given(st.from_regex(r"[a-z]{0,3}(\[[a-c]\]|\\d|\(x\|y\)|z\{2,3\})?[.?+]?", fullmatch=True))
def test_an_example_of_a_pattern_matches_it(pattern: str) -> None:
    """An example either matches its pattern or is not given."""
    import re

    try:
        compiled = re.compile(pattern)
    except re.error:
        assert example(pattern) is None
        return
    made = example(pattern)
    assert made is not None
    assert compiled.search(made)


class Step(BaseModel):
    explanation: str
    output: str


class Reasoning(BaseModel):
    steps: list[Step] = Field(min_length=2)
    final_answer: str
    confidence: float = Field(ge=0, le=1)


def test_the_sdks_parse_gets_its_model(openai: OpenAI) -> None:
    """``chat.completions.parse`` returns an instance of the pydantic model asked for."""
    answer = openai.chat.completions.parse(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "Solve 8x + 7 = -23"}],
        response_format=Reasoning,
    )
    parsed = answer.choices[0].message.parsed
    assert isinstance(parsed, Reasoning)
    assert len(parsed.steps) >= 2


def test_the_sdks_stream_helper_parses_too(openai: OpenAI) -> None:
    """``chat.completions.stream`` ends in the model, with its content in deltas."""
    with openai.chat.completions.stream(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "Solve 8x + 7 = -23"}],
        response_format=Reasoning,
    ) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_completion()
    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert isinstance(final.choices[0].message.parsed, Reasoning)


def test_literal_values_stand_in_nested_records(openai: OpenAI) -> None:
    """Each record of a list is filled from its own part of the message."""

    class Person(BaseModel):
        name: str
        age: int

    class People(BaseModel):
        people: list[Person]

    parsed = (
        openai.chat.completions.parse(
            model="gpt-4o-mini",
            messages=[
                {"role": "user", "content": "Alice is 30 years old and Bob is 25 years old."}
            ],
            response_format=People,
        )
        .choices[0]
        .message.parsed
    )
    assert [(p.name, p.age) for p in parsed.people] == [("Alice", 30), ("Bob", 25)]


def test_a_schema_beyond_the_sandbox_gets_an_honest_answer(openai: OpenAI) -> None:
    """A schema that cannot be filled is answered with words that say so, still as JSON."""
    answer = openai.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "x"}],
        response_format={
            "type": "json_schema",
            "json_schema": {
                "name": "x",
                "schema": {"type": "object", "properties": {"a": {"enum": []}}, "required": ["a"]},
            },
        },
    )
    assert "No JSON could be made" in json.loads(answer.choices[0].message.content)["sandbox"]
