"""How often a model is asked for an object: the format it is asked in, and when that ends."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Any, TypeVar

from ..contract import FORMATS, Fate
from ..providers import Provider
from ..providers import provider as find_provider
from ..schemas import strict, with_root, without_titles
from ..text import sendable, with_instruction
from .answer import Parsed, StructuredError
from .object_in_text import NoObjectError, read

T = TypeVar("T")

_FORMATS = ("json_object", "json_schema")
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


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
            value = read(adapter, text)
        except NoObjectError as error:
            problem = str(error)
        else:
            # Without the answers that were refused: the next question is asked of a clean history.
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
