"""What a fault does to an answer: to its tool calls, and to the events of a stream."""

from __future__ import annotations

import re
from collections.abc import Callable

from .answer import Answer
from .dialects import Call, Choice
from .faults import Fault

NOT_OFFERED = "no_such_tool"
"""The tool that ``call=unknown`` calls."""

FAILED = "The server had an error while processing the request"
"""What an error in mid-stream says."""

_INDEX = re.compile(r'"tool_calls":\[\{"index":\d+')


def choices(made: list[Choice], fault: Fault) -> list[Choice]:
    """Return the choices of an answer with what a fault does to their tool calls."""
    return [choice._replace(calls=_calls(choice.calls, fault.call)) for choice in made]


def _calls(calls: tuple[Call, ...], kind: str) -> tuple[Call, ...]:
    if kind == "broken":
        return tuple(
            call._replace(arguments=call.arguments[: (len(call.arguments) + 1) // 2])
            for call in calls
        )
    if kind == "unknown":
        return tuple(call._replace(name=NOT_OFFERED) for call in calls)
    if kind == "doubled":
        return tuple(call for each in calls for call in (each, each))
    return calls


def events(
    text: str, fault: Fault, answer: Answer, error: Callable[[int], str], end: str = ""
) -> str:
    """Return the events of a stream with what a fault does to them.

    Args:
        text: The events, each with the empty line that ends it.
        fault: The fault.
        answer: The answer that they are for; how it is sent is noted there.
        error: Returns the event that says that the server failed, after so many events.
        end: The event that says that the stream is over.
    """
    if fault.call == "one-index":
        text = _INDEX.sub('"tool_calls":[{"index":0', text)
    found = [f"{event}\n\n" for event in text.split("\n\n")[:-1]]
    if fault.malformed is not None:
        index = min(max(fault.malformed, 1), len(found)) - 1
        found[index] = f"{found[index][: len(found[index]) // 2].rstrip()}\n\n"
    answer.stall, answer.apart = fault.stall, fault.apart
    if fault.error is not None:
        kept = found[: fault.error]
        return "".join([*kept, error(len(kept))])
    if end and not fault.no_done:
        found.append(end)
    answer.cut, answer.clean = fault.cut, fault.clean
    return "".join(found)
