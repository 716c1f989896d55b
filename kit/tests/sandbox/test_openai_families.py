"""OpenAI's side of the sandbox against the table of families and parameters."""

from collections.abc import Iterator
from typing import Any

import pytest
from openai import APIStatusError, OpenAI

from electron_kit.sandbox import Sandbox

from .openai_cells import CELLS, NAMES, UNKNOWN

TYPE = "invalid_request_error"
LONG_AGO = "2024-09-01"
"""A day on which none of the models had ended."""


@pytest.fixture(scope="module")
def asked() -> Iterator[Any]:
    """Return what becomes of a request, on a sandbox of the day asked for."""
    running: dict[str, tuple[Sandbox, OpenAI]] = {}

    def ask(model: str, carried: dict[str, Any], as_of: str = LONG_AGO) -> Any:
        if as_of not in running:
            sandbox = Sandbox(as_of=as_of).start()
            client = OpenAI(base_url=sandbox.openai_url, api_key="sk-sandbox", max_retries=0)
            running[as_of] = (sandbox, client)
        message = {"role": carried.get("role", "user"), "content": "Answer in json."}
        message |= {"content": carried["content"]} if "content" in carried else {}
        extra = {name: carried[name] for name in carried if name not in message}
        try:
            running[as_of][1].chat.completions.create(
                model=model, messages=[message], extra_body=extra
            )
        except APIStatusError as error:
            kind = error.body["type"]
            return (error.status_code, error.param, error.code) if kind == TYPE else kind
        return None

    yield ask
    for sandbox, client in running.values():
        client.close()
        sandbox.stop()


@pytest.mark.parametrize(("models", "carried", "expected"), CELLS, ids=str)
def test_a_known_cell_is_answered_as_openai_does(models, carried, expected, asked) -> None:
    """Status, param and code are OpenAI's; where only the status is known, so is the test."""
    for model in models:
        found = asked(model, carried)
        if expected == "400":
            assert found is not None, (model, carried)
            assert found[0] == 400, (model, carried, found)
        else:
            assert found == expected, (model, carried, found)


@pytest.mark.parametrize(("models", "carried"), UNKNOWN, ids=str)
def test_a_cell_that_nobody_has_seen_is_accepted(models, carried, asked) -> None:
    """The sandbox invents no refusal."""
    for model in models:
        assert asked(model, carried) is None, (model, carried)


@pytest.mark.parametrize(
    ("model", "words", "expected"),
    [
        ("gpt-4o", 127_000, None),
        ("gpt-4o", 129_000, (400, "messages", "context_length_exceeded")),
        ("gpt-5.4-mini", 129_000, None),
        ("gpt-5.4-mini", 401_000, (400, "messages", "context_length_exceeded")),
        ("gpt-6.2-sol", 401_000, None),
    ],
)
def test_an_input_may_be_as_long_as_the_model_takes(model, words, expected, asked) -> None:
    """A word is a token here; the limit is the model's own."""
    assert asked(model, {"content": "word " * words}) == expected


@pytest.mark.parametrize(("name", "as_of", "expected"), NAMES, ids=str)
def test_a_name_is_known_retired_elsewhere_or_unknown(name, as_of, expected, asked) -> None:
    """By grammar and by the day that the sandbox stands for, never by the clock."""
    assert asked(name, {}, as_of) == expected
