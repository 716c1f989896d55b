"""A validated object instead of text, by the same call on both providers.

With the plain SDK one asks for JSON in words, turns JSON mode on and validates::

    words = f"Answer with a JSON object that satisfies {json.dumps(City.model_json_schema())}."
    response = create(
        model="electron",
        messages=[{"role": "system", "content": words}, *messages],
        response_format={"type": "json_object"},
    )
    city = City.model_validate_json(response.choices[0].message.content)

That fails now and then. `parse` asks again with the validation message, a bounded number of
times; where the provider has ``json_schema`` it uses that::

    answer = parse(create, City, messages)
    print(answer.value.name)

    answer = parse(openai_create, City, messages, provider="openai")
    print(answer.value.name)
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from .contract import FORMATS, Fate
from .providers import Provider
from .providers import provider as find_provider
from .schemas import strict, with_root, without_titles
from .text import sendable, with_instruction

T = TypeVar("T")

_FORMATS = ("json_object", "json_schema")
# What a model thought stands before what it answers; one that is not closed is all there is.
_THINKING = re.compile(
    r"^\s*<(think|thinking|thought|reasoning)>.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE
)
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A validated answer.

    Attributes:
        value: The object.
        text: The text that it was read from.
        responses: Every answer by the SDK, the last one last; more than one after a repair.
        messages: The history with the answer, ready for the next question.
    """

    value: T
    text: str
    responses: list[Any]
    messages: list[dict[str, Any]] = field(repr=False)


class StructuredError(ValueError):
    """No answer that fits the model.

    Attributes:
        text: The last answer's text; empty if it had none.
        problem: What is wrong with it.
        responses: Every answer by the SDK.
    """

    def __init__(self, problem: str, text: str, responses: list[Any]) -> None:
        """Show the last text beside what is wrong with it."""
        asked = len(responses)
        times = f"after {asked} answers" if asked > 1 else "in the answer"
        super().__init__(
            f"No valid object {times}.\n{problem}\nThe last text was: {text or '(none)'}"
        )
        self.text = text
        self.problem = problem
        self.responses = responses


def parse(
    create: Callable[..., Any],
    model_type: type[T],
    messages: Iterable[Mapping[str, Any]],
    *,
    provider: str | Provider = "electron",
    repairs: int = 2,
    response_format: str | None = None,
    **request: Any,
) -> Parsed[T]:
    """Ask until the answer is a valid object, a bounded number of times.

    Args:
        create: ``client.chat.completions.create`` of any client, or something like it.
        model_type: A pydantic model or a dataclass.
        messages: The history with the question; it is not changed.
        provider: Whom ``create`` asks. It decides whether ``json_schema`` is used, by the contract,
            and which model is asked if ``model`` is left out.
        repairs: How often to ask again, with what was wrong.
        response_format: ``"json_object"`` or ``"json_schema"``, to decide it yourself.
        request: What else to send, such as ``model`` or ``max_tokens``.

    Returns:
        The object with its text and the answers.

    Raises:
        StructuredError: No answer was valid, or one was refused, filtered or cut.
        TypeError: ``model_type`` is no object in JSON, or ``create`` is asynchronous.
        openai.APIError: A request failed.
    """
    asking = _dialogue(
        model_type,
        messages,
        provider=provider,
        repairs=repairs,
        response_format=response_format,
        request=request,
    )
    sent = next(asking)
    while True:
        answer = create(**sent)
        if inspect.isawaitable(answer):
            if inspect.iscoroutine(answer):
                answer.close()
            raise TypeError("create is asynchronous: use aparse, or a synchronous client.")
        try:
            sent = asking.send(answer)
        except StopIteration as done:
            parsed: Parsed[T] = done.value
            return parsed


async def aparse(
    create: Callable[..., Any],
    model_type: type[T],
    messages: Iterable[Mapping[str, Any]],
    *,
    provider: str | Provider = "electron",
    repairs: int = 2,
    response_format: str | None = None,
    **request: Any,
) -> Parsed[T]:
    """Do as `parse` does, with an asynchronous client's ``create``."""
    asking = _dialogue(
        model_type,
        messages,
        provider=provider,
        repairs=repairs,
        response_format=response_format,
        request=request,
    )
    sent = next(asking)
    while True:
        answer = create(**sent)
        if not inspect.isawaitable(answer):
            raise TypeError("create is not asynchronous: use parse, or an AsyncOpenAI client.")
        try:
            sent = asking.send(await answer)
        except StopIteration as done:
            parsed: Parsed[T] = done.value
            return parsed


def format_for(provider: str | Provider) -> str:
    """Return the ``response_format`` to use with a provider, by the contract.

    >>> format_for("electron"), format_for("openai")
    ('json_object', 'json_schema')
    """
    by_schema = next(each for each in FORMATS if each.name == "json_schema")
    claim = getattr(by_schema, find_provider(provider).name, None)
    supported = claim is not None and claim.fate is Fate.SUPPORTED
    return "json_schema" if supported else "json_object"


def _dialogue(
    model_type: type[T],
    messages: Iterable[Mapping[str, Any]],
    *,
    provider: str | Provider,
    repairs: int,
    response_format: str | None,
    request: dict[str, Any],
) -> Generator[dict[str, Any], Any, Parsed[T]]:
    """Yield each request to send and be sent its answer: the part that sync and async share."""
    from pydantic import TypeAdapter

    chosen = find_provider(provider)
    wanted = response_format or format_for(chosen)
    _check(wanted, repairs, request)
    adapter: TypeAdapter[T] = TypeAdapter(model_type)
    schema = _schema(adapter, model_type)
    history = [dict(message) for message in messages]
    asked = [*history]
    closed = strict(schema) if wanted == "json_schema" else None
    if wanted == "json_schema":
        name = _NOT_IN_A_NAME.sub("_", getattr(model_type, "__name__", "answer"))[:64]
        # A schema that cannot be strict is still sent; validation has the last word anyway.
        described = {"name": name, "schema": closed or schema, "strict": closed is not None}
        sent_format: dict[str, Any] = {"type": wanted, "json_schema": described}
    else:
        asked = _instructed(history, schema)
        sent_format = {"type": wanted}
    responses: list[Any] = []
    while True:
        response = yield {
            "model": chosen.model_from(),
            **request,
            "messages": list(asked),
            "response_format": sent_format,
        }
        responses.append(response)
        text = _text(response, responses)
        try:
            value = _read(adapter, text)
        except _NoObjectError as error:
            problem = str(error)
        else:
            answered = [*history, {"role": "assistant", "content": text}]
            return Parsed(value, text, responses, answered)
        if len(responses) > repairs:
            raise StructuredError(problem, text, responses)
        asked += [
            {"role": "assistant", "content": text},
            {"role": "user", "content": _REPAIR.format(problem=problem)},
        ]


_INSTRUCTION = (
    "Answer with one JSON object and nothing else: no code fence, no words around it. "
    "It has to satisfy this JSON schema:\n{schema}"
)
_REPAIR = (
    "That answer does not satisfy the JSON schema:\n{problem}\n"
    "Answer again with the whole, corrected JSON object and nothing else."
)


def _check(wanted: str, repairs: int, request: Mapping[str, Any]) -> None:
    if wanted not in _FORMATS:
        raise ValueError(f"response_format is {wanted!r}; give one of {', '.join(_FORMATS)}.")
    if repairs < 0:
        raise ValueError(f"repairs is {repairs}; it is how often to ask again, 0 or more.")
    if request.get("stream"):
        raise ValueError("stream=True: an object is valid only when it is whole; leave it out.")
    if request.get("n") not in (None, 1):
        raise ValueError(f"n is {request['n']}; one answer is parsed. Leave it out.")


def _schema(adapter: Any, model_type: Any) -> dict[str, Any]:
    schema = with_root(without_titles(adapter.json_schema()))
    if schema.get("type") != "object":
        shown = getattr(model_type, "__name__", model_type)
        raise TypeError(
            f"{shown} is {schema.get('type', 'no object')} in JSON, and JSON mode answers with an "
            "object: make it a field of a model."
        )
    return schema


def _instructed(history: list[dict[str, Any]], schema: dict[str, Any]) -> list[dict[str, Any]]:
    text = _INSTRUCTION.format(schema=json.dumps(schema, ensure_ascii=False))
    return with_instruction(history, text)


def _text(response: Any, responses: list[Any]) -> str:
    """Return an answer's text.

    Raises:
        StructuredError: It is none that asking again could mend.
    """
    if not getattr(response, "choices", None):
        raise TypeError(f"create returned {type(response).__name__} without a choice.")
    choice = response.choices[0]
    text = sendable(choice.message.content or "")
    if refusal := getattr(choice.message, "refusal", None):
        raise StructuredError(f"The model refused: {refusal}", text, responses)
    if choice.finish_reason == "length":
        raise StructuredError(
            "The answer was cut at max_tokens, or at the end of the context. Raise max_tokens, "
            "or ask for less.",
            text,
            responses,
        )
    if choice.finish_reason == "content_filter":
        raise StructuredError("The answer was stopped by the content filter.", text, responses)
    if choice.message.tool_calls:
        raise StructuredError("The model called a tool; send no tools here.", text, responses)
    return text


def _read(adapter: Any, text: str) -> Any:
    """Return the one object of a text that fits the model.

    Raises:
        _NoObjectError: None does, or several do: a draft is not to be taken for the answer.
    """
    from pydantic import ValidationError

    found, problem = _objects(text), ""
    fitting: dict[str, Any] = {}
    for candidate in found:
        try:
            twice = _key_twice(candidate)
            if twice is not None:
                raise _NoObjectError(f"- the object has the key {twice!r} twice")
            value = adapter.validate_json(candidate)
        except ValidationError as error:
            problem = problem or _explained(error)
        except _NoObjectError as error:
            problem = problem or str(error)
        else:
            fitting.setdefault(json.dumps(json.loads(candidate), sort_keys=True), value)
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if fitting:
        problem = f"- the answer holds {len(fitting)} objects that fit: give one and no other"
    raise _NoObjectError(problem or "- the answer holds no JSON object")


class _NoObjectError(ValueError):
    """No one object; the message is for the model."""


def _objects(text: str) -> list[str]:
    """Return the JSON objects of a text with thinking, code fences or words around them."""
    stripped = _THINKING.sub("", text).strip()
    found, at = [], stripped.find("{")
    decoder = json.JSONDecoder()
    while at >= 0:
        try:
            _, end = decoder.raw_decode(stripped, at)
            found.append(stripped[at:end])
        except (ValueError, RecursionError):
            # What stands in braces that are no object is a part of something else.
            end = _closed(stripped, at)
        at = stripped.find("{", end)
    # One that is cut or broken is still told of, in the words of the model's validation.
    return found or [stripped]


def _closed(text: str, at: int) -> int:
    """Return the end of what opens with a brace; the text's end where it is never closed."""
    depth = 0
    for place in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return len(text)


def _key_twice(text: str) -> str | None:
    """Return a key that an object has twice, with which it says two things."""
    twice: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in items]
        twice.extend(name for name in names if names.count(name) > 1)
        return dict(items)

    try:
        json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return None
    return twice[0] if twice else None


def _explained(error: Any) -> str:
    lines = []
    for each in error.errors(include_url=False):
        where = ".".join(str(part) for part in each["loc"])
        lines.append(f"- {where}: {each['msg']}" if where else f"- {each['msg']}")
    return "\n".join(lines)
