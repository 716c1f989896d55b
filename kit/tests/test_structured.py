"""Behaviour of structured answers, on both providers, over HTTP."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import openai as sdk
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai import OpenAI
from openai.types.chat import ChatCompletion
from pydantic import BaseModel, Field, RootModel, field_validator

from electron_kit.providers import ConfigurationError, Provider
from electron_kit.sandbox import Sandbox
from electron_kit.structured import Parsed, StructuredError, aparse, format_for, parse


class City(BaseModel):
    """A city."""

    name: str
    country: str
    population: int = Field(ge=0)
    size: Literal["small", "large"]


@dataclass
class Point:
    """A point."""

    x: int
    y: int = 0


ASKED = [{"role": "user", "content": "Describe the city of Pune in India, population 3124458."}]
PUNE = {"name": "पुणे", "country": "India", "population": 3124458, "size": "large"}
GOOD = {"content": json.dumps(PUNE, ensure_ascii=False)}
Ask = Callable[..., Parsed[Any]]


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest, scripted: Any, async_client_of: Any) -> Ask:
    """Parse from a server that gives the replies it is told, in both forms."""

    def asked(replies: list[Any], model_type: Any = City, **options: Any) -> Parsed[Any]:
        scripted.replies = list(replies)
        messages = options.pop("messages", ASKED)
        if request.param == "sync":
            client = request.getfixturevalue("scripted_client")
            return parse(client.chat.completions.create, model_type, messages, **options)

        async def main() -> Parsed[Any]:
            async with async_client_of(scripted.url) as client:
                create = client.chat.completions.create
                return await aparse(create, model_type, messages, **options)

        return asyncio.run(main())

    return asked


def test_the_same_call_gives_an_object_on_both_providers(
    electron: OpenAI, openai: OpenAI, sandbox: Sandbox
) -> None:
    """Electron is asked in JSON mode with words, OpenAI with a strict schema and no words."""
    here = parse(electron.chat.completions.create, City, ASKED)
    there = parse(openai.chat.completions.create, City, ASKED, provider="openai")
    assert isinstance(here.value, City)
    assert isinstance(there.value, City)
    to_electron, to_openai = (exchange.body for exchange in sandbox.requests)
    assert to_electron["model"] == "electron"
    assert to_electron["response_format"] == {"type": "json_object"}
    assert "population" in to_electron["messages"][0]["content"]
    assert to_openai["response_format"]["type"] == "json_schema"
    assert to_openai["response_format"]["json_schema"]["strict"] is True
    assert to_openai["messages"] == ASKED


def test_an_answer_is_typed_and_ready_for_the_next_question(ask: Ask, scripted: Any) -> None:
    """Value, text and history; the history has the question as it was asked."""
    done = ask([GOOD])
    assert done.value == City(**PUNE)
    assert done.text == GOOD["content"]
    assert done.messages == [*ASKED, {"role": "assistant", "content": GOOD["content"]}]
    assert len(done.responses) == 1
    assert scripted.requests[0]["messages"][-1] == ASKED[0]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "```json\n{}\n```",
        "Here it is:\n```\n{}\n```\nAnything else?",
        "Sure! {} Hope this helps {{you}}.",
        "\n\n  {}  ",
        "\ufeff{}",
    ],
)
def test_fences_and_words_around_are_no_matter(ask: Ask, text: str) -> None:
    """Models wrap their JSON now and then, and that costs no second request."""
    wrapped = text.replace("{{", "{").replace("}}", "}").replace("{}", GOOD["content"], 1)
    done = ask([{"content": wrapped}], repairs=0)
    assert done.value.name == "पुणे"


def test_a_fence_inside_a_string_is_text(ask: Ask) -> None:
    """Braces and fences in values do not end the object."""
    inside = {**PUNE, "name": '```json\n{"a": 1}\n``` }{'}
    done = ask([{"content": f"```json\n{json.dumps(inside)}\n```"}], repairs=0)
    assert done.value.name == inside["name"]


def test_a_wrong_answer_is_repaired(ask: Ask, scripted: Any) -> None:
    """The model sees its answer and what was wrong; the history keeps only what was right."""
    wrong = {"content": json.dumps({**PUNE, "population": -1, "size": "huge"})}
    done = ask([wrong, {"content": "not JSON"}, GOOD])
    assert len(done.responses) == 3
    said = [message["content"] for message in scripted.requests[2]["messages"]]
    assert "population: Input should be greater than or equal to 0" in said[-3]
    assert "size: Input should be 'small' or 'large'" in said[-3]
    assert said[-4] == wrong["content"]
    assert "Invalid JSON" in said[-1]
    assert len(done.messages) == 2


def test_repairs_are_bounded_and_the_error_shows_why(ask: Ask, scripted: Any) -> None:
    """The last text and what is wrong with it, and no request too many."""
    bad = {"content": '{"name": "Pune"}'}
    with pytest.raises(StructuredError) as caught:
        ask([bad] * 9, repairs=1)
    assert len(scripted.requests) == 2
    assert caught.value.text == bad["content"]
    assert "country: Field required" in caught.value.problem
    assert bad["content"] in str(caught.value)
    assert "after 2 answers" in str(caught.value)
    assert len(caught.value.responses) == 2


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ({"content": '{"name": "Pu', "finish_reason": "length"}, "cut at max_tokens"),
        ({"content": None, "refusal": "I cannot."}, "refused: I cannot."),
        ({"content": "", "finish_reason": "content_filter"}, "content filter"),
        (
            {"tool_calls": [{"id": "a", "type": "function", "function": {"name": "f"}}]},
            "called a tool",
        ),
    ],
)
def test_what_asking_again_cannot_mend_is_raised_at_once(
    ask: Ask, scripted: Any, reply: dict[str, Any], problem: str
) -> None:
    """Cut, refused, filtered, or a call: one request and a clear error."""
    with pytest.raises(StructuredError, match=problem):
        ask([reply, GOOD])
    assert len(scripted.requests) == 1


def test_the_sandbox_repairs_when_asked(electron: OpenAI) -> None:
    """A validator that no schema tells of is satisfied by the second answer, or said to fail."""

    class Loud(BaseModel):
        """A name in capitals."""

        name: str

        @field_validator("name")
        @classmethod
        def capitals(cls, name: str) -> str:
            if not name.isupper():
                raise ValueError("must be in capitals")
            return name

    with pytest.raises(StructuredError, match="must be in capitals") as caught:
        parse(electron.chat.completions.create, Loud, ASKED, repairs=1)
    assert len(caught.value.responses) == 2


def test_a_system_message_keeps_its_place(ask: Ask, scripted: Any) -> None:
    """The schema stands behind the user's own instruction, so a cached prefix stays one."""
    system = {"role": "system", "content": "You know cities."}
    ask([GOOD], messages=[system, *ASKED])
    first = scripted.requests[0]["messages"][0]
    assert first["role"] == "system"
    assert first["content"].startswith("You know cities.\n\nAnswer with one JSON object")
    assert len(scripted.requests[0]["messages"]) == 2
    assert system["content"] == "You know cities."


def test_a_dataclass_is_a_model_too(ask: Ask) -> None:
    """Anything that is an object in JSON."""
    assert ask([{"content": '{"x": 1}'}], Point).value == Point(1)


class Part(BaseModel):
    """A part that may hold another."""

    name: str
    inner: "Part | None" = None


def test_a_model_that_refers_to_itself_is_asked_for(
    electron: OpenAI, openai: OpenAI, sandbox: Sandbox
) -> None:
    """Its root is written out, since OpenAI wants an object there and readers do, too."""
    for sdk_client, provider in ((electron, "electron"), (openai, "openai")):
        done = parse(sdk_client.chat.completions.create, Part, ASKED, provider=provider)
        assert done.value.name
        assert len(done.responses) == 1
    schema = sandbox.requests.last.body["response_format"]["json_schema"]["schema"]
    assert schema["type"] == "object"


@pytest.mark.parametrize("model_type", [int, list[int], RootModel[list[str]], Literal["a"]])
def test_a_type_that_is_no_object_is_refused(ask: Ask, scripted: Any, model_type: Any) -> None:
    """JSON mode answers with objects; the error says what to do, before anything is sent."""
    with pytest.raises(TypeError, match="make it a field of a model"):
        ask([GOOD], model_type)
    assert not scripted.requests


def test_the_contract_decides_the_format() -> None:
    """By provider; who is unknown to it gets JSON mode, which everybody has."""
    assert format_for("electron") == "json_object"
    assert format_for("openai") == "json_schema"
    other = Provider("other", "http://x", "X_KEY", "X_URL", "x-", "x-sandbox", "x")
    assert format_for(other) == "json_object"
    with pytest.raises(ConfigurationError, match="'nobody'"):
        format_for("nobody")


def test_the_format_can_be_chosen(ask: Ask, scripted: Any) -> None:
    """For an older model, or for a gateway that has more."""
    ask([GOOD], provider="openai", response_format="json_object", model="gpt-4-turbo")
    ask([GOOD], response_format="json_schema")
    formats = [request["response_format"]["type"] for request in scripted.requests]
    assert formats == ["json_object", "json_schema"]


def test_half_an_emoji_breaks_nothing(ask: Ask, scripted: Any) -> None:
    """A lone surrogate in an answer can be shown to the model again."""
    done = ask([{"content": "broken \ud83d"}, {"content": GOOD["content"]}])
    assert done.value.name == "पुणे"
    assert scripted.requests[1]["messages"][-2]["content"] == "broken \ufffd"


def test_an_open_schema_is_sent_without_strict(ask: Ask, scripted: Any) -> None:
    """OpenAI refuses a strict object with properties of any name."""

    class Open(BaseModel):
        """Counts by word."""

        counts: dict[str, int]

    done = ask([{"content": '{"counts": {"a": 1}}'}], Open, provider="openai")
    assert done.value.counts == {"a": 1}
    assert scripted.requests[0]["response_format"]["json_schema"]["strict"] is False


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"stream": True}, "stream=True"),
        ({"n": 2}, "n is 2"),
        ({"repairs": -1}, "repairs is -1"),
        ({"response_format": "yaml"}, "'yaml'"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    ask: Ask, scripted: Any, options: dict[str, Any], told: str
) -> None:
    """Before anything is sent, naming the option."""
    with pytest.raises(ValueError, match=told):
        ask([GOOD], **options)
    assert not scripted.requests


def test_the_sdks_errors_stay_its_own(ask: Ask) -> None:
    """A failed request is not called a bad answer."""
    with pytest.raises(sdk.InternalServerError):
        ask([503])


def test_the_wrong_kind_of_client_is_named(electron: OpenAI) -> None:
    """Each form says which to use."""

    async def create(**_: Any) -> None:
        raise AssertionError

    with pytest.raises(TypeError, match="use aparse"):
        parse(create, City, ASKED)
    with pytest.raises(TypeError, match="use parse"):
        asyncio.run(aparse(electron.chat.completions.create, City, ASKED))
    with pytest.raises(TypeError, match="str without a choice"):
        parse(lambda **_: "<html>", City, ASKED)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=40,
    deadline=None,
)
@given(st.text(), st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_parsed_or_explained(
    scripted_client: OpenAI, scripted: Any, text: str, before: str, name: str
) -> None:
    """Noise gives the one error, and an object within words is found."""
    scripted.replies = [{"content": text}]
    with pytest.raises(StructuredError):
        parse(scripted_client.chat.completions.create, City, ASKED, repairs=0)
    whole = json.dumps({**PUNE, "name": name})
    scripted.replies = [{"content": f"{before.replace('{', '(')}{whole}"}]
    done = parse(scripted_client.chat.completions.create, City, ASKED, repairs=0)
    assert done.value.name == name


WHOLE = '{"name": "Lyon", "country": "France"}'
DRAFT = '{"name": "Paris", "country": "France"}'


@dataclass
class Place:
    """What is asked for."""

    name: str
    country: str


@pytest.mark.parametrize(
    "text",
    [
        f'<think>Perhaps {{"name": "Paris"}}? No.</think>\n{WHOLE}',
        f"<think>{DRAFT}</think>{WHOLE}",
        f"<Thinking>\n{DRAFT}\n</Thinking>\n```json\n{WHOLE}\n```",
        f'Not {{"name": "Paris"}}, which lacks a country, but {WHOLE}.',
        f"In {{this form}}: {WHOLE}",
        f"{WHOLE}\n\nAgain: {WHOLE}",
        f"```\n{{}}\n```\n```json\n{WHOLE}\n```",
    ],
)
def test_the_one_object_that_fits_is_taken(text: str) -> None:
    """Never a draft, wherever it stands."""
    value = parse(lambda **_: answered(text), Place, [], repairs=0).value
    assert value.name == "Lyon"


@pytest.mark.parametrize(
    "text",
    [
        f"{DRAFT} or {WHOLE}",
        f"```json\n{DRAFT}\n```\n```json\n{WHOLE}\n```",
        f"<think>{WHOLE}",
        '{"name": "Paris", "name": "Lyon", "country": "France"}',
        f'{{"draft": {WHOLE}, "cut',
        "",
        "no object",
    ],
)
def test_what_is_not_one_object_is_asked_for_again(text: str) -> None:
    """Several that fit, one in the thinking alone, a key twice, one inside of another."""
    replies = iter((text, WHOLE))
    parsed = parse(lambda **_: answered(next(replies)), Place, [])
    assert len(parsed.responses) == 2
    assert parsed.value.name == "Lyon"


def answered(text: str) -> Any:
    """Return an answer by the SDK with this text."""
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": text},
    }
    body = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return ChatCompletion.model_validate(body)


def test_there_is_one_system_message_with_the_users_text_first() -> None:
    """Wherever it stands, and whatever form its content has."""
    for history in (
        [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        [{"role": "user", "content": "Hi"}, {"role": "system", "content": "Be brief."}],
        [{"role": "system", "content": [{"type": "text", "text": "Be brief."}]}],
    ):
        sent: list[Any] = []
        parse(lambda **request: (sent.append(request), answered(WHOLE))[1], Place, history)  # noqa: B023
        systems = [m["content"] for m in sent[0]["messages"] if m["role"] == "system"]
        assert len(systems) == 1
        assert json.dumps(systems[0]).index("Be brief.") < json.dumps(systems[0]).index("schema")
