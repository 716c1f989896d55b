"""A Responses request as the chat request that it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..exchange import Refused
from .items import TEXTS
from .store import Item, Store

_SAME = ("parallel_tool_calls", "temperature", "top_p")


def items_of(body: dict[str, Any], find: Callable[[str], Item | None]) -> list[Item]:
    """Return the items that a request sends, with those that it only names.

    Args:
        body: The request.
        find: Returns an item that was stored, by its id.

    Raises:
        Refused: An item that it names was not stored.
    """
    given = body.get("input")
    if given is None:
        return []
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    return [_found(item, find) if _is(item, "item_reference") else item for item in given]


def _found(item: Item, find: Callable[[str], Item | None]) -> Item:
    found = find(item["id"])
    if found is None:
        raise Refused(
            404,
            f"Item with id '{item['id'][:80]}' not found. Items are not persisted when `store` is "
            "set to false. Try again with `store` set to true, or remove this item from your "
            "input.",
            param="input",
        )
    return found


def earlier(body: dict[str, Any], store: Store, key: str) -> list[Item]:
    """Return the items of the conversation that a request goes on with.

    Raises:
        Refused: The response that it names was not stored.
    """
    name = body.get("previous_response_id")
    if name is None:
        return []
    found = store.get(key, name)
    if found is None:
        raise Refused(
            400,
            f"Previous response with id '{name[:80]}' not found.",
            param="previous_response_id",
            code="previous_response_not_found",
        )
    return found.conversation


def chat_body(body: dict[str, Any], items: list[Item]) -> dict[str, Any]:
    """Return the chat request that a request and its items mean."""
    made: dict[str, Any] = {name: body[name] for name in _SAME if body.get(name) is not None}
    instructions = body.get("instructions")
    first = [{"role": "developer", "content": instructions}] if instructions else []
    made |= {"model": body["model"], "messages": [*first, *_messages(items)]}
    if body.get("max_output_tokens") is not None:
        made["max_completion_tokens"] = body["max_output_tokens"]
    if body.get("tools"):
        made["tools"] = [{"type": "function", "function": _function(it)} for it in _offered(body)]
        made["tool_choice"] = _choice(body.get("tool_choice"))
    form = (body.get("text") or {}).get("format") or {}
    if form.get("type") == "json_schema":
        shape = {name: form[name] for name in ("name", "schema", "strict") if name in form}
        made["response_format"] = {"type": "json_schema", "json_schema": shape}
    elif form.get("type") == "json_object":
        made["response_format"] = {"type": "json_object"}
    return made


def _messages(items: list[Item]) -> Iterator[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    for item in items:
        if _is(item, "function_call"):
            function = {"name": item["name"], "arguments": item["arguments"]}
            calls.append({"id": item["call_id"], "type": "function", "function": function})
            continue
        if calls:
            # Calls that follow one another were made in one turn.
            yield {"role": "assistant", "content": None, "tool_calls": calls}
            calls = []
        if _is(item, "function_call_output"):
            text = _text(item["output"])
            yield {"role": "tool", "tool_call_id": item["call_id"], "content": text}
        elif not _is(item, "reasoning"):
            yield {"role": item["role"], "content": _text(item["content"])}
    if calls:
        yield {"role": "assistant", "content": None, "tool_calls": calls}


def _text(content: str | list[dict[str, Any]]) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(
        part[TEXTS[part["type"]]] if part["type"] in TEXTS else f"[{part['type']}]"
        for part in content
    )


def _offered(body: dict[str, Any]) -> list[dict[str, Any]]:
    choice = body.get("tool_choice")
    if isinstance(choice, dict) and choice["type"] == "allowed_tools":
        allowed = {it["name"] for it in choice["tools"]}
        return [tool for tool in body["tools"] if tool["name"] in allowed]
    return list(body["tools"])


def _function(tool: dict[str, Any]) -> dict[str, Any]:
    return {name: tool[name] for name in ("name", "description", "parameters") if tool.get(name)}


def _choice(choice: Any) -> Any:
    if not isinstance(choice, dict):
        return choice or "auto"
    if choice["type"] == "allowed_tools":
        return choice.get("mode", "auto")
    return {"type": "function", "function": {"name": choice["name"]}}


def _is(item: Item, kind: str) -> bool:
    return item.get("type") == kind
