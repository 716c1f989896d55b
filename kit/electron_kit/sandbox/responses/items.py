"""The items of a Responses request: what each may be, what goes together, and what is said else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..exchange import Refused
from ..openai_errors import missing, wrong_type, wrong_value
from ..openai_models import Complaint
from .store import Item

ROLES = ("assistant", "system", "developer", "user")
PARTS = ("input_text", "input_image", "output_text", "refusal", "input_file")
TEXTS = {"input_text": "text", "output_text": "text", "refusal": "refusal"}
"""The parts that are text, and the key under which it stands."""

KINDS = ("message", "function_call", "function_call_output", "reasoning", "item_reference")
"""The items that the sandbox reads."""


def item_complaints(items: Any) -> Iterator[Complaint]:
    """Yield what is wrong with a list of input items."""
    if not isinstance(items, list):
        yield wrong_type("input", "one of a string or array of input items", items)
        return
    for index, item in enumerate(items):
        where = f"input[{index}]"
        if not isinstance(item, dict):
            yield wrong_type(where, "an input item", item)
            return
        kind = item.get("type", "message" if "role" in item else None)
        if kind not in KINDS:
            yield (
                missing(f"{where}.type")
                if kind is None
                else wrong_value(f"{where}.type", kind, KINDS)
            )
        yield from _RULES.get(str(kind), _nothing)(item, where)


def _nothing(item: dict[str, Any], where: str) -> Iterator[Complaint]:
    return iter(())


def _message(item: dict[str, Any], where: str) -> Iterator[Complaint]:
    if item.get("role") not in ROLES:
        yield wrong_value(f"{where}.role", item.get("role"), ROLES)
    content = item.get("content")
    if content is None:
        yield missing(f"{where}.content")
    elif not isinstance(content, str):
        yield from _parts(content, f"{where}.content")


def _parts(parts: Any, where: str) -> Iterator[Complaint]:
    if not isinstance(parts, list):
        yield wrong_type(where, "one of an array of objects or string", parts)
        return
    for index, part in enumerate(parts):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in PARTS:
            yield wrong_value(f"{where}[{index}].type", kind, PARTS)
        elif kind in TEXTS and not isinstance(part.get(TEXTS[kind]), str):
            yield missing(f"{where}[{index}].{TEXTS[kind]}")


def _call(item: dict[str, Any], where: str) -> Iterator[Complaint]:
    for name in ("call_id", "name", "arguments"):
        if not isinstance(item.get(name), str):
            yield missing(f"{where}.{name}")


def _output(item: dict[str, Any], where: str) -> Iterator[Complaint]:
    if not isinstance(item.get("call_id"), str):
        yield missing(f"{where}.call_id")
    output = item.get("output")
    if output is None:
        yield missing(f"{where}.output")
    elif not isinstance(output, str):
        yield from _parts(output, f"{where}.output")


def _reference(item: dict[str, Any], where: str) -> Iterator[Complaint]:
    if not isinstance(item.get("id"), str):
        yield missing(f"{where}.id")


_RULES = {
    "message": _message,
    "function_call": _call,
    "function_call_output": _output,
    "item_reference": _reference,
}


def check_calls(items: list[Item]) -> None:
    """See that each call of a tool has its output and each output its call.

    Args:
        items: The whole conversation, with what is asked now.

    Raises:
        Refused: One has not.
    """
    called = [item["call_id"] for item in items if item.get("type") == "function_call"]
    answered = {item["call_id"] for item in items if item.get("type") == "function_call_output"}
    for call_id in answered - set(called):
        message = f"No tool call found for function call output with call_id {call_id[:80]}."
        raise Refused(400, message, param="input")
    for call_id in called:
        if call_id not in answered:
            message = f"No tool output found for function call {call_id[:80]}."
            raise Refused(400, message, param="input")
