"""What the recorders say: a model that calls the tools that it is offered, then says what came.

Both endpoints are asked in a form of their own, and answer what the other one would in its form.
"""

from __future__ import annotations

import json
from typing import Any

_VALUES = {"string": "Paris", "integer": 2, "number": 2.5, "boolean": True, "array": []}
FILLER = "One moment."
"""What Electron may say beside its calls, where OpenAI's models say nothing."""


def wrong_talk(path: str, body: Any) -> str:
    """Return what either endpoint refuses in tools and in what is said of calls, or nothing."""
    if not isinstance(body, dict):
        return ""
    responses = path.endswith("/responses")
    for tool in body.get("tools") or ():
        if tool.get("type") == "function" and ("function" in tool) == responses:
            return f"a tool in the form of another endpoint: {tool}"
    choice = body.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") == "function":
        if ("function" in choice) == responses:
            return f"a choice in the form of another endpoint: {choice}"
    return _wrong_items(body) if responses else _wrong_messages(body)


def _wrong_items(body: dict[str, Any]) -> str:
    items = body.get("input")
    if not isinstance(items, list) or body.get("previous_response_id"):
        return ""
    called = {item["call_id"] for item in items if item.get("type") == "function_call"}
    told = {item["call_id"] for item in items if item.get("type") == "function_call_output"}
    for item in items:
        if "role" not in item and item.get("type") not in (
            "function_call", "function_call_output", "reasoning",
        ):  # fmt: skip
            return f"an item of no known type: {item}"
    return f"calls {called} with results {told}" if called != told else ""


def _wrong_messages(body: dict[str, Any]) -> str:
    waiting: set[str] = set()
    for message in body.get("messages") or ():
        if message.get("role") == "tool":
            if message.get("tool_call_id") not in waiting:
                return f"a result without its call: {message}"
            waiting.discard(message["tool_call_id"])
        elif waiting:
            return f"a message before the results of {waiting}: {message}"
        elif "role" not in message or "type" in message:
            return f"no message: {message}"
        waiting |= {call["id"] for call in message.get("tool_calls") or ()}
    return f"no results of {waiting}" if waiting else ""


def said(body: Any) -> tuple[str, list[tuple[str, str, str]]]:
    """Return a text, or calls as (id, name, arguments), for a request in either form."""
    body = body or {}
    results = _results(body)
    tools = [t.get("function", t) for t in body.get("tools") or () if t.get("type") == "function"]
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        name = choice.get("function", choice).get("name")
        tools = [tool for tool in tools if tool["name"] == name]
    if tools and not results and choice != "none":
        chosen = tools[:1] if body.get("parallel_tool_calls") is False else tools[:2]
        return "", [(f"call_{n}", tool["name"], _arguments(tool)) for n, tool in enumerate(chosen)]
    if body.get("response_format") or body.get("text"):
        return '{"name": "Ada", "age": 36}', []
    return " And ".join(["Fine.", *results]), []


def _results(body: dict[str, Any]) -> list[str]:
    given = body.get("messages") or body.get("input")
    found = []
    for one in given if isinstance(given, list) else ():
        if one.get("role") == "tool":
            found.append(str(one.get("content")))
        elif one.get("type") == "function_call_output":
            found.append(str(one.get("output")))
    return found


def _arguments(tool: dict[str, Any]) -> str:
    fields = (tool.get("parameters") or {}).get("properties") or {}
    return json.dumps({name: _VALUES.get(form.get("type"), "x") for name, form in fields.items()})
