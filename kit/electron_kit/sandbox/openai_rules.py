"""OpenAI's rules for a request, as far as clients depend on them, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from electron_kit.contract import AS_OF, MAX_STOPS

from .conversation import only_speaks
from .openai_errors import in_range, missing, wrong_type, wrong_value
from .openai_models import Complaint, name_complaints, parameter_complaints

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_ROLES = ("system", "assistant", "user", "function", "tool", "developer")
_SPEAKERS = ("user", "system", "developer", "assistant")
_PARTS = ("text", "image_url", "input_audio", "refusal", "file")
_NUMBERS = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
}
_INTEGERS = {
    "max_tokens": (1, None),
    "max_completion_tokens": (1, None),
    "n": (1, 128),
    "top_logprobs": (0, 20),
    "seed": (None, None),
}
_BOOLEANS = ("stream", "logprobs", "parallel_tool_calls", "store")
_OBJECTS = ("response_format", "stream_options", "logit_bias", "metadata")
_RANGES: dict[str, tuple[float | None, float | None]] = {**_NUMBERS, **_INTEGERS}
_ORDER = {name: place for place, name in enumerate((*_RANGES, *_BOOLEANS, *_OBJECTS))}
_CALL_KEYS = ("name", "arguments")


def complaint(body: Any, as_of: date = AS_OF) -> Complaint | None:
    """Return the first thing that OpenAI would refuse in a request, or None.

    Args:
        body: The request's JSON.
        as_of: The day that the answer is for.
    """
    if not isinstance(body, dict):
        return Complaint(
            "We could not parse the JSON body of your request. The body must be a JSON object."
        )
    return next(_complaints(body, as_of), None)


def _complaints(body: dict[str, Any], as_of: date) -> Iterator[Complaint]:
    model = body.get("model")
    if not isinstance(model, str) or not model:
        yield Complaint("you must provide a model parameter")
        return
    # In OpenAI's order, since the first complaint alone is told: the model before what it is asked.
    yield from name_complaints(model, as_of)
    messages = body.get("messages")
    if messages is None:
        yield missing("messages")
    elif not isinstance(messages, list):
        yield wrong_type("messages", "an array of objects", messages)
    elif not messages:
        yield Complaint(
            "Invalid 'messages': empty array. Expected an array with minimum length 1, "
            "but got an empty array instead.",
            "messages",
            "empty_array",
        )
    else:
        yield from _messages(messages)
    yield from _scalars(body)
    if "stop" in body:
        yield from _stop(body["stop"])
    if "tools" in body or "tool_choice" in body:
        yield from _tools(body)
    if "response_format" in body:
        yield from _response_format(body)
    yield from parameter_complaints(body, model)


def _messages(messages: list[Any]) -> Iterator[Complaint]:  # noqa: C901  (a rule a line)
    waiting: set[str] = set()
    for index, message in enumerate(messages):
        if not waiting and only_speaks(message, _SPEAKERS):
            continue
        where = f"messages[{index}]"
        if not isinstance(message, dict):
            yield wrong_type(where, "an object", message)
            return
        role = message.get("role")
        if "role" not in message:
            yield missing(f"{where}.role")
        if role not in _ROLES:
            yield wrong_value(f"{where}.role", role, _ROLES)
            return
        name = message.get("name")
        if name is not None and not isinstance(name, str):
            yield wrong_type(f"{where}.name", "a string", name)
        if waiting and role != "tool":
            yield _unanswered(waiting)
        if role == "tool":
            call_id = message.get("tool_call_id")
            if not isinstance(call_id, str):
                yield missing(f"{where}.tool_call_id")
                return
            if call_id not in waiting:
                yield Complaint(
                    "Invalid parameter: messages with role 'tool' must be a response to a "
                    "preceeding message with 'tool_calls'.",
                    f"{where}.role",
                )
            waiting.discard(call_id)
        yield from _content(message, where)
        if message.get("tool_calls") is not None:
            yield from _calls(message["tool_calls"], where)
            waiting = {call["id"] for call in message["tool_calls"]}
    if waiting:
        yield _unanswered(waiting)


def _unanswered(waiting: set[str]) -> Complaint:
    return Complaint(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to "
        "each 'tool_call_id'. The following tool_call_ids did not have response messages: "
        f"{', '.join(sorted(waiting))}",
        "messages",
    )


def _content(message: dict[str, Any], where: str) -> Iterator[Complaint]:
    content = message.get("content")
    if isinstance(content, str):
        return
    where = f"{where}.content"
    if content is None:
        if message["role"] != "assistant" or not (
            message.get("tool_calls")
            or message.get("function_call")
            or message.get("refusal")
            or message.get("audio")
        ):
            yield Complaint(
                f"Invalid value for 'content': expected a string, got null. ('{where}')",
                where,
            )
        return
    if not isinstance(content, list):
        yield wrong_type(where, "one of a string or array of objects", content)
        return
    for index, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in _PARTS:
            yield wrong_value(f"{where}[{index}].type", kind, _PARTS)
        elif not isinstance(dict(part).get(kind), str if kind in {"text", "refusal"} else dict):
            yield missing(f"{where}[{index}].{kind}")


def _calls(calls: Any, where: str) -> Iterator[Complaint]:
    where = f"{where}.tool_calls"
    if not isinstance(calls, list) or not calls:
        yield Complaint(f"Invalid '{where}': expected a non-empty array.", where, "invalid_type")
        return
    for index, call in enumerate(calls):
        given = call if isinstance(call, dict) else {}
        function = given.get("function")
        parts = [given.get("id")]
        parts += [function.get(key) if isinstance(function, dict) else None for key in _CALL_KEYS]
        if not all(isinstance(part, str) for part in parts):
            yield Complaint(
                f"Invalid '{where}[{index}]': expected an id, a type and a function with a name "
                "and arguments.",
                f"{where}[{index}]",
            )


def _scalars(body: dict[str, Any]) -> Iterator[Complaint]:
    for name in sorted([name for name in body if name in _ORDER], key=_ORDER.__getitem__):
        value = body[name]
        if value is None:
            continue
        if name in _RANGES:
            yield from in_range(name, value, name in _INTEGERS, *_RANGES[name])
        elif not isinstance(value, bool if name in _BOOLEANS else dict):
            yield wrong_type(name, "a boolean" if name in _BOOLEANS else "an object", value)
    if body.get("top_logprobs") is not None and body.get("logprobs") is not True:
        yield Complaint(
            "'top_logprobs' is only allowed when 'logprobs' is enabled.", "top_logprobs"
        )
    if body.get("stream_options") is not None and body.get("stream") is not True:
        yield Complaint(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
            "stream_options",
        )
    if "prompt_logprobs" in body:
        yield Complaint(
            "Unknown parameter: 'prompt_logprobs'.", "prompt_logprobs", "unknown_parameter"
        )


def _stop(stop: Any) -> Iterator[Complaint]:
    if isinstance(stop, list) and len(stop) > MAX_STOPS:
        yield Complaint(
            f"Invalid 'stop': array too long. Expected an array with maximum length {MAX_STOPS}, "
            f"but got an array with length {len(stop)} instead.",
            "stop",
            "array_above_max_length",
        )
    strings = isinstance(stop, list) and all(isinstance(item, str) for item in stop)
    if stop is not None and not isinstance(stop, str) and not strings:
        yield wrong_type("stop", "one of a string or array of strings", stop)


def _tools(body: dict[str, Any]) -> Iterator[Complaint]:
    tools, choice = body.get("tools"), body.get("tool_choice")
    if tools is not None and not isinstance(tools, list):
        yield wrong_type("tools", "an array of objects", tools)
        return
    if tools == []:
        yield Complaint(
            "Invalid 'tools': empty array. Expected an array with minimum length 1, but got an "
            "empty array instead.",
            "tools",
            "empty_array",
        )
    names = []
    for index, tool in enumerate(tools or ()):
        function = tool.get("function") if isinstance(tool, dict) else None
        name = function.get("name") if isinstance(function, dict) else None
        if not isinstance(function, dict):
            yield missing(f"tools[{index}].function")
        elif not isinstance(name, str) or not _NAME.fullmatch(name):
            yield Complaint(
                f"Invalid 'tools[{index}].function.name': string does not match pattern. Expected "
                "a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                f"tools[{index}].function.name",
                "invalid_value",
            )
        elif not isinstance(function.get("description") or "", str):
            where = f"tools[{index}].function.description"
            yield wrong_type(where, "a string", function["description"])
        elif not isinstance(function.get("parameters", {}) or {}, dict):
            yield wrong_type(
                f"tools[{index}].function.parameters", "an object", function["parameters"]
            )
        names.append(name)
    yield from _choice(choice, names)


def _choice(choice: Any, names: list[Any]) -> Iterator[Complaint]:
    if choice is None:
        return
    if isinstance(choice, str):
        if choice not in {"none", "auto", "required"}:
            yield wrong_value("tool_choice", choice, ("none", "auto", "required"))
    else:
        function = choice.get("function") if isinstance(choice, dict) else None
        named = function.get("name") if isinstance(function, dict) else None
        if not isinstance(named, str):
            yield missing("tool_choice.function.name")
        elif named not in names:
            yield Complaint(
                f"Tool choice '{named[:64]}' not found in 'tools' parameter.", "tool_choice"
            )
    if not names and choice != "none":
        yield Complaint(
            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
            "specified.",
            "tool_choice",
        )


def _response_format(body: dict[str, Any]) -> Iterator[Complaint]:
    wanted = body.get("response_format")
    if not isinstance(wanted, dict):
        return
    kind = wanted.get("type")
    if kind not in ("text", "json_object", "json_schema"):  # of any type: no set
        yield wrong_value("response_format.type", kind, ("json_object", "json_schema", "text"))
    elif kind == "json_object" and "json" not in str(body["messages"]).lower():
        yield Complaint(
            "'messages' must contain the word 'json' in some form, to use 'response_format' of "
            "type 'json_object'.",
            "messages",
        )
    elif kind == "json_schema":
        shape = wanted.get("json_schema")
        if not isinstance(shape, dict) or not isinstance(shape.get("name"), str):
            yield missing("response_format.json_schema.name")
        elif not isinstance(shape.get("schema", {}), dict):
            yield wrong_type("response_format.json_schema.schema", "an object", shape["schema"])
