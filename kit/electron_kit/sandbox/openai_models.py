"""OpenAI's side by model: which names it knows, and what a model's family refuses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from electron_kit.contract import (
    BOTH_LIMITS,
    CELLS,
    ENDINGS,
    LASTING,
    NEVER,
    Refusal,
    Use,
    has_ended,
    read_name,
    refusal,
)

_ROLES = ("system", "developer")
_FORMATS = ("json_object", "json_schema")
# An effort that a model does not have is said before what it would have meant for tools.
_FIELDS = tuple(
    name
    for name in dict.fromkeys(["reasoning_effort", "tools", *(cell.parameter for cell in CELLS)])
    if name not in {*_ROLES, *_FORMATS}
)
_ASKED = frozenset(_FIELDS) | {"response_format"}
_CHAT = frozenset({Use.CHAT, Use.AUDIO_CHAT})
_ENDED = (
    "The model `{}` has been deprecated, learn more here: "
    "https://platform.openai.com/docs/deprecations"
)
_RESPONSES = "This model is only supported in v1/responses and not in v1/chat/completions."
_NO_CHAT = (
    "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you "
    "mean to use v1/completions?"
)
# So much of an unknown name is repeated.
_LONGEST_NAME = 80


class Complaint(NamedTuple):
    """What OpenAI says of a request that it refuses.

    Attributes:
        message: Its words.
        param: The field it is about, or None.
        code: Its code, or None.
        status: The HTTP status.
    """

    message: str
    param: str | None = None
    code: str | None = None
    status: int = 400


def listed(as_of: date) -> list[str]:
    """Return the names that OpenAI's list of models has on a day, as far as they are known."""
    names = [name for each in ENDINGS for name in each.names]
    return [name for name in (*names, *LASTING) if exists(name) and not has_ended(name, as_of)]


def exists(model: str) -> bool:
    """Say whether a name is one of OpenAI's, alive or not; those yet to come are, by grammar."""
    name = read_name(model)
    return name.use is not Use.FOREIGN and not name.door and model not in NEVER


def knows(model: str, as_of: date) -> bool:
    """Say whether OpenAI's stand-in has a model of this name on a day."""
    return exists(model) and not has_ended(model, as_of)


def name_complaints(model: str, as_of: date) -> Iterator[Complaint]:
    """Yield what OpenAI says of a name that it does not answer on chat completions.

    Args:
        model: The name.
        as_of: The day that decides whether it has ended.
    """
    found = _name_complaint(model, as_of)
    if found is not None:
        yield found


@lru_cache(maxsize=1024)
def _name_complaint(model: str, as_of: date) -> Complaint | None:
    if not exists(model):
        message = f"The model `{model[:_LONGEST_NAME]}` does not exist or you do not have access "
        return Complaint(f"{message}to it.", None, "model_not_found", 404)
    if has_ended(model, as_of):
        return Complaint(_ENDED.format(model), None, "model_not_found", 404)
    use = read_name(model).use
    if use in _CHAT:
        return None
    return Complaint(_RESPONSES if use is Use.RESPONSES else _NO_CHAT, "model", None, 404)


def parameter_complaints(body: dict[str, Any], model: str) -> Iterator[Complaint]:
    """Yield what the model's family refuses; what nobody has seen refused is accepted.

    Args:
        body: A request whose fields have the right types.
        model: Its model.
    """
    if not _ASKED.isdisjoint(body):
        yield from _fields(body, model)
    for index, message in enumerate(body["messages"]):
        role = message.get("role")
        if role in _ROLES:
            yield from _said(refusal(role, role, model, index=index))


def _fields(body: dict[str, Any], model: str) -> Iterator[Complaint]:
    if body.get("max_tokens") is not None and body.get("max_completion_tokens") is not None:
        yield from _said(BOTH_LIMITS)
    effort = body.get("reasoning_effort")
    for name in _FIELDS:
        if name in body:
            yield from _said(refusal(name, body[name], model, effort))
    wanted = body.get("response_format")
    kind = wanted.get("type") if isinstance(wanted, dict) else None
    if kind in _FORMATS:
        yield from _said(refusal(str(kind), kind, model))


def _said(found: Refusal | None) -> Iterator[Complaint]:
    if found is not None:
        yield Complaint(found.message, found.param, found.code, found.status)
