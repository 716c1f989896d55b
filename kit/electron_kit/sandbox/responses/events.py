"""The events of a streamed response, in the order in which OpenAI sends them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..dialects import Call, logprob
from ..json_encoding import encode
from .writing import Made

Event = dict[str, Any]


def events(made: Made) -> str:
    """Return the events of a response, each with its number, as they go over the wire.

    Each ends in an empty line, and there is no other. The last one is the response itself;
    nothing follows it, not even ``[DONE]``.
    """
    return "".join(written(number, kind, rest) for number, (kind, rest) in enumerate(_events(made)))


def written(number: int, kind: str, rest: Event) -> str:
    """Return one event as it goes over the wire."""
    shown = encode({"type": kind, "sequence_number": number, **rest})
    return f"event: {kind}\ndata: {shown}\n\n"


def _events(made: Made) -> Iterator[tuple[str, Event]]:
    begun = made.response(begins=True)
    yield "response.created", {"response": begun}
    yield "response.in_progress", {"response": begun}
    index = 0
    if made.choice.content is not None:
        yield from _message(made, index)
        index += 1
    for number, call in enumerate(made.choice.calls):
        yield from _call(made, index + number, number, call)
    end = "response.completed" if made.whole else "response.incomplete"
    yield end, {"response": made.response()}


def _message(made: Made, index: int) -> Iterator[tuple[str, Event]]:
    item = made.message("", "in_progress")
    place = {"item_id": item["id"], "output_index": index, "content_index": 0}
    yield "response.output_item.added", {"output_index": index, "item": item}
    yield "response.content_part.added", {**place, "part": made.part("")}
    top = made.top_logprobs
    for token in made.choice.content or ():
        sure = [] if top is None else [_plain(logprob(token, top))]
        yield "response.output_text.delta", {**place, "delta": token, "logprobs": sure}
    part = made.part()
    sure = [_plain(one) for one in part["logprobs"]]
    yield "response.output_text.done", {**place, "text": part["text"], "logprobs": sure}
    yield "response.content_part.done", {**place, "part": part}
    yield "response.output_item.done", {"output_index": index, "item": made.message()}


def _call(made: Made, index: int, number: int, call: Call) -> Iterator[tuple[str, Event]]:
    item = made.call(number, call, begins=True)
    place = {"item_id": item["id"], "output_index": index}
    yield "response.output_item.added", {"output_index": index, "item": item}
    for piece in call.arguments:
        yield "response.function_call_arguments.delta", {**place, "delta": piece}
    whole = made.call(number, call)
    arguments = {**place, "arguments": whole["arguments"]}
    yield "response.function_call_arguments.done", arguments
    yield "response.output_item.done", {"output_index": index, "item": whole}


def _plain(sure: dict[str, Any]) -> dict[str, Any]:
    """Return a log probability as events have it: without the bytes."""
    top = [{"token": it["token"], "logprob": it["logprob"]} for it in sure["top_logprobs"]]
    return {"token": sure["token"], "logprob": sure["logprob"], "top_logprobs": top}
