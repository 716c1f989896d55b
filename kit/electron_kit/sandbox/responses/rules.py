"""OpenAI's rules for a Responses request, as far as clients depend on them, in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from electron_kit.contract import Use, has_ended, read_name, refusal

from ..openai_errors import in_range, missing, wrong_type, wrong_value
from ..openai_models import Complaint, exists
from .items import item_complaints

MIN_OUTPUT = 16
"""The least that ``max_output_tokens`` may be."""

_FIELDS = set(
    (
        "access_programs background background_options context_management conversation image "
        "include input instructions max_output_tokens max_tool_calls metadata model moderation "
        "parallel_tool_calls previous_response_id prompt prompt_cache_key prompt_cache_options "
        "prompt_cache_retention reasoning safety_identifier service_tier store stream "
        "stream_options temperature text tool_choice tools top_logprobs top_p truncation user"
    ).split()
)
_MOVED = {
    "messages": "input",
    "max_tokens": "max_output_tokens",
    "max_completion_tokens": "max_output_tokens",
    "response_format": "text.format",
    "reasoning_effort": "reasoning.effort",
    "verbosity": "text.verbosity",
}
_REFERENCE = "https://platform.openai.com/docs/api-reference/responses/create"
_TYPES: dict[str, tuple[type, str]] = {
    "instructions": (str, "a string"),
    "previous_response_id": (str, "a string"),
    "user": (str, "a string"),
    "stream": (bool, "a boolean"),
    "store": (bool, "a boolean"),
    "background": (bool, "a boolean"),
    "parallel_tool_calls": (bool, "a boolean"),
    "metadata": (dict, "an object"),
    "reasoning": (dict, "an object"),
    "text": (dict, "an object"),
    "stream_options": (dict, "an object"),
    "include": (list, "an array of strings"),
}
_RANGES: dict[str, tuple[bool, float, float | None]] = {
    "temperature": (False, 0, 2),
    "top_p": (False, 0, 1),
    "max_output_tokens": (True, MIN_OUTPUT, None),
    "max_tool_calls": (True, 1, None),
    "top_logprobs": (True, 0, 20),
}
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_FORMATS = ("json_object", "json_schema", "text")
_NO_REASONING = "Unsupported parameter: 'reasoning.effort' is not supported with this model."


def complaint(body: Any, as_of: date) -> Complaint | None:
    """Return the first thing that OpenAI would refuse in a request, or None.

    Args:
        body: The request's JSON.
        as_of: The day that decides which models have ended.
    """
    if not isinstance(body, dict):
        return Complaint(
            "We could not parse the JSON body of your request. The body must be a JSON object."
        )
    return next(_complaints(body, as_of), None)


def _complaints(body: dict[str, Any], as_of: date) -> Iterator[Complaint]:
    yield from _names(body)
    model = body.get("model")
    if not isinstance(model, str) or not model:
        yield missing("model")
        return
    yield from _model(model, as_of)
    yield from _scalars(body)
    if "input" not in body or body["input"] is None:
        if not body.get("previous_response_id"):
            yield missing("input")
    elif not isinstance(body["input"], str):
        yield from item_complaints(body["input"])
    yield from _text(body)
    yield from _tools(body, model)
    yield from _family(body, model)
    yield from _not_here(body)


def _names(body: dict[str, Any]) -> Iterator[Complaint]:
    for name in body:
        if name in _MOVED:
            yield Complaint(
                f"Unsupported parameter: '{name}'. In the Responses API, this parameter has moved "
                f"to '{_MOVED[name]}'. Try again with the new parameter. See the API "
                f"documentation for more information: {_REFERENCE}.",
                name,
                "unsupported_parameter",
            )
        elif name not in _FIELDS:
            yield Complaint(f"Unknown parameter: '{name[:80]}'.", name[:80], "unknown_parameter")


def _model(model: str, as_of: date) -> Iterator[Complaint]:
    use = read_name(model).use
    known = exists(model) and not has_ended(model, as_of)
    if not known or use not in {Use.CHAT, Use.AUDIO_CHAT, Use.RESPONSES}:
        yield Complaint(
            f"The requested model '{model[:80]}' does not exist.", "model", "model_not_found"
        )


def _scalars(body: dict[str, Any]) -> Iterator[Complaint]:
    for name, value in body.items():
        if value is None:
            continue
        if name in _TYPES and not isinstance(value, _TYPES[name][0]):
            yield wrong_type(name, _TYPES[name][1], value)
        elif name in _RANGES:
            yield from in_range(name, value, *_RANGES[name])


def _text(body: dict[str, Any]) -> Iterator[Complaint]:
    form = (body.get("text") or {}).get("format")
    if form is None:
        return
    if not isinstance(form, dict):
        yield wrong_type("text.format", "an object", form)
        return
    kind = form.get("type")
    if kind not in _FORMATS:
        yield wrong_value("text.format.type", kind, _FORMATS)
    elif kind == "json_object" and "json" not in str(_said(body)).lower():
        yield Complaint(
            "Response input messages must contain the word 'json' in some form to use "
            "'text.format' of type 'json_object'.",
            "input",
        )
    elif kind == "json_schema":
        for name, wanted in (("name", str), ("schema", dict)):
            if name not in form:
                yield missing(f"text.format.{name}")
            elif not isinstance(form[name], wanted):
                what = "a string" if wanted is str else "an object"
                yield wrong_type(f"text.format.{name}", what, form[name])


def _said(body: dict[str, Any]) -> list[Any]:
    # What an earlier response said counts as well; whether it did is not known here.
    earlier = "json" if body.get("previous_response_id") else ""
    return [body.get("input"), body.get("instructions"), earlier]


def _tools(body: dict[str, Any], model: str) -> Iterator[Complaint]:
    tools, names = body.get("tools"), []
    if tools is not None and not isinstance(tools, list):
        yield wrong_type("tools", "an array of objects", tools)
        return
    for index, tool in enumerate(tools or ()):
        where = f"tools[{index}]"
        if not isinstance(tool, dict):
            yield wrong_type(where, "an object", tool)
            return
        if not isinstance(tool.get("type"), str):
            yield missing(f"{where}.type")
        elif tool["type"] != "function":
            shown = f"Hosted tool '{tool['type'][:40]}' is not supported with {model[:80]}."
            yield Complaint(shown, "tools")
        elif not isinstance(tool.get("name"), str) or not tool["name"]:
            # As the nested form of chat completions is told here.
            yield missing(f"{where}.name")
        elif not isinstance(tool.get("parameters", {}) or {}, dict):
            yield wrong_type(f"{where}.parameters", "an object", tool["parameters"])
        elif not isinstance(tool.get("description", "") or "", str):
            yield wrong_type(f"{where}.description", "a string", tool["description"])
        names.append(tool.get("name"))
    yield from _choice(body.get("tool_choice"), names, model)


def _choice(choice: Any, names: list[Any], model: str) -> Iterator[Complaint]:
    if choice is None or choice in ("none", "auto"):
        return
    if choice == "required":
        if not names:
            yield Complaint(
                "Tool choice 'required' must be specified with 'tools' parameter.", "tool_choice"
            )
        return
    kind = choice.get("type") if isinstance(choice, dict) else None
    if not isinstance(kind, str):
        yield wrong_value("tool_choice", choice, ("none", "auto", "required"))
    elif kind == "allowed_tools":
        listed = choice.get("tools")
        known = isinstance(listed, list) and all(
            isinstance(it, dict) and it.get("name") in names for it in listed
        )
        if not known or choice.get("mode", "auto") not in ("auto", "required"):
            yield Complaint("Tool choice 'allowed_tools' not found in 'tools'.", "tool_choice")
    elif kind != "function":
        yield Complaint(
            f"Hosted tool '{kind[:40]}' is not supported with {model[:80]}.", "tool_choice"
        )
    elif not isinstance(choice.get("name"), str):
        yield missing("tool_choice.name")
    elif choice["name"] not in names:
        yield Complaint(
            f"Tool choice 'function' not found in 'tools' parameter: {choice['name'][:64]!r}.",
            "tool_choice",
        )


def _family(body: dict[str, Any], model: str) -> Iterator[Complaint]:
    effort = (body.get("reasoning") or {}).get("effort")
    if effort is not None:
        if effort not in _EFFORTS:
            yield wrong_value("reasoning.effort", effort, _EFFORTS)
        # No model of chat completions takes "max", those of Responses do.
        found = refusal("reasoning_effort", effort, model) if effort != "max" else None
        if found is not None:
            known = found.code == "unsupported_value"
            yield Complaint(
                found.message if known else _NO_REASONING,
                "reasoning.effort",
                "unsupported_value" if known else "unsupported_parameter",
            )
    for name in ("temperature", "top_p"):
        found = refusal(name, body[name], model, effort) if body.get(name) is not None else None
        if found is not None:
            yield Complaint(found.message, found.param, found.code, found.status)


def _not_here(body: dict[str, Any]) -> Iterator[Complaint]:
    conversation = body.get("conversation")
    if conversation is not None:
        name = conversation.get("id") if isinstance(conversation, dict) else conversation
        yield Complaint(f"Conversation with id '{name}' not found.", "conversation", None, 404)
    prompt = body.get("prompt")
    if prompt is not None:
        name = prompt.get("id") if isinstance(prompt, dict) else prompt
        yield Complaint(f"Prompt with id '{name}' not found.", "prompt", None, 404)
    if body.get("background"):
        yield Complaint("The sandbox runs no responses in the background.", "background")
